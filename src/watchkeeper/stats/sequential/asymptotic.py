"""Asymptotic confidence sequence of a running mean."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, count, finite, finite_1d, open_share
from watchkeeper.stats.sequential.sequence import ConfidenceSequence


def asymptotic(
    values: npt.ArrayLike,
    *,
    level: float = 0.95,
    tightest_at: float = 500.0,
    deviation: float | None = None,
    first: int = 200,
) -> ConfidenceSequence:
    """Return limits of the mean so far, however it drifts, that hold at every row at once.

    The plain mean of t rows, give or take
    ``sqrt(2 (V r + 1) / r * ln(sqrt(V r + 1) / alpha)) / t``, V the sum of squares about the
    mean, and ``r = (-2 ln(alpha) + ln(1 - 2 ln(alpha))) / (tightest_at * deviation^2)``. Without
    *deviation* the rows' own is taken, row by row.

    It holds for the mean of the rows' means given the past, so also for terms f + w (m - f) of
    rows drawn for labelling, and needs no bounds; but only for n large.

    Args:
        values: Shape (n,), in the order they came.
        level: Chance that no limit from row *first* on is ever wrong.
        tightest_at: Rows at which the limits are to be tightest, fixed beforehand. With terms
            over all rows: the labels wanted over the mean inclusion probability.
        deviation: Standard deviation expected of a row, fixed beforehand.
        first: The row from which on there are limits; 200 labels, so with terms over all rows
            200 over the mean inclusion probability.

    Returns:
        Mean and limits after each row, shape (n,), in the unit of the values. Limits are minus
        and plus infinity before row *first* and while V is below 20 times the largest square
        about the mean: of a rare event about 20 must have been seen.

    Raises:
        NotEnoughData: no row has limits.
        ValueError: NaN, infinity, a level not between 0 and 1, or *tightest_at* or *deviation*
            not above 0.

    Source:
        I. Waudby-Smith, D. Arbour, R. Sinha, E. Kennedy, A. Ramdas, Time-uniform central limit
        theory and asymptotic confidence sequences, Annals of Statistics 52 (2024) 2613-2640,
        the Lyapunov-type sequence.
    """
    alpha = 1.0 - open_share(level, name="level")
    x = finite_1d(values, name="values")
    rows = np.arange(1.0, x.size + 1)
    mean, squares = _moments(x)
    planned = squares / rows if deviation is None else _above_zero(deviation, "deviation") ** 2
    start = max(count(first, name="first"), 1)
    known = (rows >= start) & (squares > 0.0) & (squares >= _RARE * _largest_square(x, mean))
    if not known.any():
        raise NotEnoughData(
            f"values has {x.size} rows, needs {start} and a spread that hangs on no fewer than"
            f" {_RARE} of them",
            hint="wait for more labels, or take running_bernstein",
        )
    half = np.full(x.size, np.inf)
    half[known] = _half_width(
        rows[known],
        squares[known],
        np.broadcast_to(planned, x.shape)[known] * _above_zero(tightest_at, "tightest_at"),
        alpha,
    )
    return ConfidenceSequence(mean, mean - half, mean + half)


# Sum of squares over the largest one: how many rows the spread rests on.
_RARE = 20


def _half_width(rows: Floats, squares: Floats, planned: Floats, alpha: float) -> Floats:
    reach = -2.0 * math.log(alpha)
    ratio = (reach + math.log1p(reach)) / planned
    grown = squares * ratio + 1.0
    return np.sqrt(2.0 * grown / ratio * np.log(np.sqrt(grown) / alpha)) / rows


def _moments(x: Floats) -> tuple[Floats, Floats]:
    """Return mean and sum of squares about it, after each row."""
    rows = np.arange(1, x.size + 1)
    # About the first value: raw squares would lose the spread of values far from 0.
    origin = x[0] if x.size else 0.0
    mean = np.cumsum(x - origin) / rows
    squares = np.cumsum(np.square(x - origin)) - rows * np.square(mean)
    return mean + origin, np.maximum(squares, 0.0)


def _largest_square(x: Floats, mean: Floats) -> Floats:
    """Return the largest square about the mean among the rows so far."""
    low, high = np.minimum.accumulate(x), np.maximum.accumulate(x)
    return np.square(np.maximum(high - mean, mean - low))


def _above_zero(number: float, name: str) -> float:
    if finite(number, name=name) <= 0.0:
        raise ValueError(f"{name} must be > 0, got {number:g}")
    return float(number)
