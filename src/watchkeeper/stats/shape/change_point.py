"""When a series changed its level, with an interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import finite_1d, open_share

LEAST_VALUES = 10


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """The place of the first value of the new level, and the places it may be at.

    ``lower`` and ``upper`` are places too, both included; ``before`` and ``after`` are the two
    levels.
    """

    place: int
    lower: int
    upper: int
    before: float
    after: float


def change_point(values: npt.ArrayLike, *, level: float = 0.95) -> ChangePoint:
    """Return the place at which one change of level fits best, and all places that fit as well.

    The place that leaves the least sum of squares RSS about the two means. A place belongs to
    the interval when ``n ln(RSS(place) / RSS(best))`` is at most ``-2 ln(1 - sqrt(level))``,
    7.35 at 95 %: the likelihood ratio of a wrong place is the larger of two independent
    exponential maxima, one a side. The interval runs from the first such place to the last.

    Args:
        values: Shape (n,). One number a window, in order of time; independent, with one spread.
        level: Chance that the interval contains the place of a true change.

    Returns:
        Places in 1 ... n - 1 and the levels in the unit of *values*. With no drift there is no
        place to find and the interval is most of the series: ask :func:`shape` first. Where
        values hang together the interval is too short: with an autocorrelation of .3 and a
        step of one standard deviation in 90 values, 95 % contain the place in 88 of 100.

    Raises:
        NotEnoughData: fewer than 10 values, or all of them equal.
        ValueError: not 1-d, NaN, infinity, or a level not between 0 and 1.

    Source:
        D. Siegmund, Confidence sets in change-point problems, International Statistical Review
        56 (1988) 31-48; Y. Eo, J. Morley, Likelihood-ratio-based confidence sets for the timing
        of structural breaks, Quantitative Economics 6 (2015) 463-497.
    """
    series = finite_1d(values, name="values", at_least=LEAST_VALUES)
    reach = -2.0 * math.log(1.0 - math.sqrt(open_share(level, name="level")))
    n = series.size
    centred = series - series.mean()
    whole = float(np.square(centred).sum())
    if series.min() == series.max():
        raise NotEnoughData(
            f"values has 1 distinct value in {n} rows, needs 2", hint="nothing has changed"
        )
    place = np.arange(1, n)
    explained = np.square(np.cumsum(centred)[:-1]) * (1.0 / place + 1.0 / (n - place))
    best = int(np.argmax(explained))
    left = np.maximum(whole - explained, whole * n * np.finfo(np.float64).eps)
    near = place[n * np.log(left / left[best]) <= reach]
    split = best + 1
    return ChangePoint(
        split,
        int(near[0]),
        int(near[-1]),
        float(series[:split].mean()),
        float(series[split:].mean()),
    )
