"""Empirical-Bernstein confidence sequence of a running mean, with one fixed stake."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, finite
from watchkeeper.stats.sequential.predictable import known_before, log_odds_of_error
from watchkeeper.stats.sequential.sequence import ConfidenceSequence, Range

_LARGEST_STAKE = 0.9


def running_bernstein(
    values: npt.ArrayLike,
    *,
    level: float = 0.95,
    tightest_at: float = 500.0,
    deviation: float | None = None,
    lowest: float = 0.0,
    highest: float = 1.0,
) -> ConfidenceSequence:
    """Return limits of the mean so far, however it drifts, that hold at every row at once.

    On values x scaled to [0, 1]: the plain mean of t rows, give or take
    ``(ln(2 / alpha) + (-ln(1 - s) - s) * V) / (s * t)``, V the sum of (x - mean before)^2, with
    the one stake ``s = sqrt(2 ln(2 / alpha) / (tightest_at * deviation^2))``, .9 at most. A stake
    that does not change is what makes it one of the plain mean.

    It holds for the mean of the rows' means given the past, with any dependence and at any n:
    no law of large numbers is used. Wider than ``asymptotic``, and far past *tightest_at* it
    hardly narrows any more.

    Args:
        values: Shape (n,), in the order they came.
        level: Chance that no limit is ever wrong.
        tightest_at: Rows at which the limits are to be tightest, fixed beforehand.
        deviation: Standard deviation expected of a row, fixed beforehand; half the range unless
            given. A wrong one costs width, never coverage.
        lowest: The lowest value there can be.
        highest: The highest value there can be.

    Returns:
        Mean and limits after each row, shape (n,), in the unit of the values, cut at *lowest*
        and *highest*.

    Raises:
        NotEnoughData: no value.
        ValueError: NaN, infinity, a value outside the range, a level not between 0 and 1, or
            *tightest_at* or *deviation* not above 0.

    Source:
        S. Howard, A. Ramdas, J. McAuliffe, J. Sekhon, Time-uniform, nonparametric, nonasymptotic
        confidence sequences, Annals of Statistics 49 (2021) 1055-1080, theorem 4.
    """
    scale = Range(lowest, highest)
    reach = log_odds_of_error(level)
    spread = (highest - lowest) / 2.0 if deviation is None else deviation
    stake = _stake(reach, tightest_at, finite(spread, name="deviation") / (highest - lowest))
    x = scale.to_unit(values)
    rows = np.arange(1, x.size + 1)
    quadratic: Floats = np.cumsum(np.square(x - known_before(x).mean))
    cost = -math.log1p(-stake) - stake
    return scale.sequence(np.cumsum(x) / rows, (reach + cost * quadratic) / (stake * rows))


def _stake(reach: float, tightest_at: float, deviation: float) -> float:
    for name, number in (("tightest_at", tightest_at), ("deviation", deviation)):
        if finite(number, name=name) <= 0.0:
            raise ValueError(f"{name} must be > 0, got {number:g}")
    return min(_LARGEST_STAKE, math.sqrt(2.0 * reach / (tightest_at * deviation**2)))
