"""DeLong's interval of an area under the ROC curve."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, finite_1d
from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.interval.quantile import normal_reach


def delong(label: npt.ArrayLike, score: npt.ArrayLike, *, level: float = 0.95) -> Interval:
    """Return the area under the ROC curve with its Wald interval by DeLong's variance.

    The variance is ``S10 / positives + S01 / negatives``: the sample variances of each
    positive's share of negatives below it and of each negative's share of positives above it,
    ties counted half.

    Args:
        label: Shape (n,). 1 for the positive class, 0 for the other.
        score: Shape (n,). Higher means more positive.
        level: Chance, for large classes, that the interval contains the true area.

    Returns:
        Value and limits, each in [0, 1]. A Wald interval: at an area of .95 it covers .79 with
        10 positives, .86 with 20, .90 with 50, and it has zero width where no pair is out of
        order. :func:`watchkeeper.stats.interval.auc` has no such gap and is the default.

    Raises:
        NotEnoughData: fewer than 2 rows of a class.
        ValueError: NaN or infinity, labels other than 0 and 1, unequal lengths, or a level not
            between 0 and 1.

    Source:
        E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Comparing the areas under two or more
        correlated receiver operating characteristic curves, Biometrics 44 (1988) 837-845.
    """
    parts = _components(label, score)
    z = normal_reach(level)
    area = float(parts.below.mean())
    half = z * math.sqrt(_variance(parts.below) + _variance(parts.above))
    return Interval(area, max(0.0, area - half), min(1.0, area + half))


def delong_difference(
    label: npt.ArrayLike, score: npt.ArrayLike, other: npt.ArrayLike, *, level: float = 0.95
) -> Interval:
    """Return how much larger the area of *score* is than that of *other*, on the same rows.

    The rows' contributions to both areas are subtracted before their variance is taken, so
    what both scores share costs nothing.

    Args:
        label: Shape (n,). 1 for the positive class, 0 for the other.
        score: Shape (n,). Higher means more positive.
        other: Shape (n,). Another score of the same rows.
        level: Chance, for large classes, that the interval contains the true difference.

    Returns:
        The difference in [-1, 1] with its Wald limits; 0 with no width for equal scores.

    Raises:
        NotEnoughData: fewer than 2 rows of a class.
        ValueError: as `delong`.

    Source:
        DeLong, DeLong, Clarke-Pearson (1988), as in `delong`, equation 5.
    """
    first, second = _components(label, score), _components(label, other, name="other")
    z = normal_reach(level)
    below, above = first.below - second.below, first.above - second.above
    difference = float(below.mean())
    half = z * math.sqrt(_variance(below) + _variance(above))
    return Interval(difference, max(-1.0, difference - half), min(1.0, difference + half))


class _Components(NamedTuple):
    """Each positive's share of negatives below it; each negative's of positives above it."""

    below: Floats
    above: Floats


def _components(label: npt.ArrayLike, score: npt.ArrayLike, *, name: str = "score") -> _Components:
    y, s = finite_1d(label, name="label"), finite_1d(score, name=name)
    if y.size != s.size:
        raise ValueError(f"label and {name} must have the same length, got {y.size} and {s.size}")
    if not np.isin(y, (0.0, 1.0)).all():
        raise ValueError("label must hold 0 and 1 only")
    positive = y == 1.0
    m, n = int(positive.sum()), int((~positive).sum())
    for kind, rows in (("positives", m), ("negatives", n)):
        if rows < 2:
            raise NotEnoughData(f"{kind} has {rows} rows, needs 2", hint="widen the window")
    # Rank among all minus rank within the own class = rows of the other class below, ties half.
    ranks = scipy.stats.rankdata(s)
    below = (ranks[positive] - scipy.stats.rankdata(s[positive])) / n
    above = 1.0 - (ranks[~positive] - scipy.stats.rankdata(s[~positive])) / m
    return _Components(below, above)


def _variance(parts: Floats) -> float:
    return float(parts.var(ddof=1)) / parts.size
