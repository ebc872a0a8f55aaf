"""The Jensen-Shannon distance."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from watchkeeper.stats.distance import jensen_shannon


@pytest.mark.parametrize("base", [2.0, math.e, 10.0])
def test_equals_scipy(base: float) -> None:
    """An independent implementation, in three bases."""
    reference, current = [5, 1, 0, 9], [2, 2, 3, 4]

    assert jensen_shannon(reference, current, smoothing=0, base=base) == pytest.approx(
        jensenshannon(reference, current, base=base)
    )


def test_e_is_a_base_by_name() -> None:
    """The same as math.e."""
    reference, current = [5, 1, 0, 9], [2, 2, 3, 4]

    assert jensen_shannon(reference, current, base="e") == pytest.approx(
        jensen_shannon(reference, current, base=math.e)
    )
    assert jensen_shannon([5, 0], [0, 5], smoothing=0, base="e") == pytest.approx(0.8326, abs=1e-4)


def test_ends_at_one() -> None:
    """No bin in common, base 2."""
    assert jensen_shannon([5, 0], [0, 5], smoothing=0) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("reference", "current", "base", "expected"),
    [
        # NannyML: abcd against abce.
        ([10_000, 10_000, 10_000, 10_000, 0], [1000, 1000, 1000, 0, 1000], 2.0, 0.5),
        # Eurybia: ten values against five; eleven against six in 30 bins, 26 of them empty.
        ([2, 1, 5, 1, 1], [0, 1, 1, 2, 1], math.e, 0.41),
        ([8, 0, 1, 1, 1, 0], [3, 0, 1, 1, 1, 0], math.e, 0.17),
    ],
)
def test_published_values(
    reference: list[int], current: list[int], base: float, expected: float
) -> None:
    """Numbers of other packages' suites, to the printed precision."""
    value = jensen_shannon(reference, current, smoothing=0, base=base)

    assert value == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("current", "expected"),
    [([1961, 1504, 1018, 517], 0.006397), ([2218, 1601, 1133, 48], 0.183143)],
)
def test_car_loan_salary_range(current: list[int], expected: float) -> None:
    """NannyML's tutorial, first and sixth chunk of 5,000 rows."""
    reference = [19_918, 15_047, 9_977, 5_058]

    assert jensen_shannon(reference, current, smoothing=0) == pytest.approx(expected, abs=5e-7)


def test_mean_square_without_drift_follows_the_law() -> None:
    """(1/n + 1/m) (bins - 1) / 8 for the square in nats, within 2.8 standard errors."""
    rng = np.random.default_rng(11)
    shares, draws = np.full(6, 1 / 6), 2000
    pairs = zip(
        rng.multinomial(4000, shares, draws), rng.multinomial(2000, shares, draws), strict=True
    )
    squares = np.array([jensen_shannon(*pair, base=math.e) ** 2 for pair in pairs])

    scaled = squares / (1 / 4000 + 1 / 2000) * 8
    assert scaled.mean() == pytest.approx(5, abs=2.8 * np.sqrt(10 / draws))


def test_base_one_has_no_logarithm() -> None:
    """Refused by name."""
    with pytest.raises(ValueError, match="base must be above 1"):
        jensen_shannon([1, 2], [1, 2], base=1.0)
