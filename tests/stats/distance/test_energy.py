"""The energy distance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from scipy.stats import energy_distance, norm

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.distance import energy


def test_by_hand() -> None:
    """Two rows at 0 and 1 against one at 3: twice 2.5, less a half."""
    assert energy([0.0, 1.0], [3.0]) == pytest.approx(np.sqrt(2 * 2.5 - 0.5))
    assert energy([0.0], [3.0]) == pytest.approx(np.sqrt(6))


def test_equals_scipy() -> None:
    """An independent implementation, with ties."""
    rng = np.random.default_rng(1)
    for n, m in ((1, 1), (5, 3), (200, 70)):
        x, y = rng.normal(size=n).round(1), rng.normal(0.5, 2.0, size=m).round(1)

        assert energy(x, y) == pytest.approx(energy_distance(x, y))


@pytest.mark.parametrize("columns", [1, 3])
def test_debiased_square_leaves_out_a_row_with_itself(columns: int) -> None:
    """The U-statistic, written down again from the table of distances."""
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(30, columns)), rng.normal(0.1, 1.0, size=(20, columns))
    within = cdist(x, x).sum() / (30 * 29) + cdist(y, y).sum() / (20 * 19)
    square = 2 * cdist(x, y).mean() - within

    value = energy(x, y, debias=True)

    assert value * abs(value) == pytest.approx(square)
    biased = 2 * cdist(x, y).mean() - cdist(x, x).mean() - cdist(y, y).mean()
    assert energy(x, y) == pytest.approx(np.sqrt(biased))


def test_turned_columns_are_as_far_apart() -> None:
    """Euclidean distances do not see a rotation of all rows."""
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(40, 2)), rng.normal(0.4, 1.0, size=(30, 2))
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])

    assert energy(x @ turn, y @ turn) == pytest.approx(energy(x, y))


def test_rows_may_come_in_any_order() -> None:
    """Also where rows have several columns."""
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(40, 3)), rng.normal(0.4, 1.0, size=(30, 3))

    assert energy(rng.permutation(x), rng.permutation(y)) == pytest.approx(energy(x, y), rel=1e-9)


def test_a_million_rows_of_one_column() -> None:
    """A shift of .5 s.d. of the normal law: twice the integral of the squared gap is .0695."""
    rng = np.random.default_rng(5)
    grid = np.linspace(-9, 9, 20_001)
    square = 2 * np.trapezoid((norm.cdf(grid) - norm.cdf(grid - 0.5)) ** 2, grid)

    value = energy(rng.normal(size=1_000_000), rng.normal(0.5, 1.0, size=1_000_000))

    assert value == pytest.approx(np.sqrt(square), rel=0.01)


@pytest.mark.parametrize(
    ("reference", "current", "says"),
    [
        ([[1.0, 2.0]], [[1.0]], "reference and current have 2 and 1 columns"),
        ([[[1.0]]], [1.0], r"reference must have shape \(n,\) or \(n, columns\)"),
        ([1.0], np.zeros((3, 0)), "current must have shape"),
        (1.0, [1.0], "reference must have shape"),
        ([[1.0, np.nan]], [[1.0, 2.0]], "reference holds 1 NaN or infinite values of 2"),
    ],
    ids=["columns", "3-d", "no column", "a number", "nan"],
)
def test_rows_that_do_not_fit_are_refused(reference: object, current: object, says: str) -> None:
    """The message says which side."""
    with pytest.raises(ValueError, match=says):
        energy(reference, current)  # type: ignore[arg-type]


def test_debiased_needs_two_rows_a_side() -> None:
    """One row has no distance to another of its side."""
    with pytest.raises(NotEnoughData, match="current has 1 rows, needs 2"):
        energy([1.0, 2.0], [1.0], debias=True)
