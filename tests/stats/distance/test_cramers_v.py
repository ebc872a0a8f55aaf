"""Cramer's V."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats.contingency import association

from watchkeeper.stats.distance import cramers_v


def test_two_bins_by_hand() -> None:
    """.2 against .4 of a thousand rows each: chi-square 95.24 of 2,000."""
    square = 1000 * 1000 / 2000 * (0.2**2 / 600 + 0.2**2 / 1400)

    assert cramers_v([200, 800], [400, 600], debias=False) == pytest.approx(square**0.5)
    corrected = (square - 1 / 1999) / (1 - 1 / 1999)
    assert cramers_v([200, 800], [400, 600]) == pytest.approx(corrected**0.5)


@pytest.mark.parametrize(
    ("reference", "current", "expected"),
    [
        ([200, 800], [400, 600], 0.21),
        ([200, 800, 100], [400, 600, 0], 0.30),
        ([1000, 0], [0, 1000], 1.0),
        ([1000, 0], [1000, 0], 0.0),
    ],
)
def test_published_values(reference: list[int], current: list[int], expected: float) -> None:
    """Numbers of Deepchecks' suite, to their precision of .01."""
    assert cramers_v(reference, current) == pytest.approx(expected, abs=0.01)


def test_textbook_value_equals_scipy() -> None:
    """An independent implementation; it does not take a bin that nobody fills."""
    rng = np.random.default_rng(1)
    for _ in range(20):
        reference, current = rng.poisson(20, 6) + 1, rng.poisson(9, 6)
        expected = association(np.stack([reference, current]), method="cramer")

        value = cramers_v([*reference, 0], [*current, 0], debias=False)

        assert value == pytest.approx(expected)


def test_corrected_value_equals_the_published_formula() -> None:
    """Bergsma's equations, written down again from the table's chi-square."""
    reference, current = np.array([40, 22, 18, 9]), np.array([18, 30, 25, 21])
    rows, bins, n = 2, 4, 183
    table = np.stack([reference, current])
    expected = np.outer(table.sum(1), table.sum(0)) / n
    square = ((table - expected) ** 2 / expected).sum() / n
    left = max(0.0, square - (bins - 1) * (rows - 1) / (n - 1))
    rows_left = rows - (rows - 1) ** 2 / (n - 1)
    bins_left = bins - (bins - 1) ** 2 / (n - 1)

    value = cramers_v(reference, current)

    assert value == pytest.approx((left / min(rows_left - 1, bins_left - 1)) ** 0.5)


def test_an_unequal_side_reads_smaller() -> None:
    """The factor of the docstring, at a slight difference."""
    alike = cramers_v([5_100_000, 4_900_000], [4_900_000, 5_100_000], debias=False)
    unlike = cramers_v([51_000_000, 49_000_000], [490_000, 510_000], debias=False)

    assert unlike / alike == pytest.approx(2 * np.sqrt(0.01) / 1.01, rel=1e-3)


def test_more_bins_than_rows_is_no_difference() -> None:
    """Two rows in two bins say nothing of the sides."""
    assert cramers_v([1, 0], [0, 1]) == 0.0
    assert cramers_v([1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]) == 0.0
