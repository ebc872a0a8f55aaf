"""Limits of an area under the ROC curve whose standard error is known."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.interval.auc import LEAST_OF_A_CLASS, auc


class Classes(NamedTuple):
    """Effective rows of the two classes: as many equally weighted ones as tell as much."""

    positives: float
    negatives: float

    @property
    def rarer(self) -> float:
        """Effective rows of the class that has fewer."""
        return min(self)


def effective_classes(
    area: float, standard_error: float, positive: Floats, negative: Floats
) -> Classes:
    """Return the class sizes at which Newcombe's variance of *area* is the one found.

    Kish's numbers ``sum(w)**2 / sum(w**2)`` of the labelled rows of each class, both times the
    factor that gives the standard error; at most 1, as few rows understate it.
    """
    m, n = (float(w.sum()) ** 2 / float(np.square(w).sum()) for w in (positive, negative))
    spread = area * (1.0 - area)
    if standard_error == 0.0 or spread == 0.0:
        return Classes(m, n)
    # V(f) = spread * (1 - g + g * f * N) / (f**2 * m * n) with N = (m + n) / 2 is a quadratic.
    g = (1.0 - area) / (2.0 - area) + area / (1.0 + area)
    a = standard_error**2 * m * n
    b, c = spread * g * (m + n) / 2.0, spread * (1.0 - g)
    factor = min(1.0, (b + math.sqrt(b * b + 4.0 * a * c)) / (2.0 * a))
    return Classes(factor * m, factor * n)


def area_limits(area: float, half: float, classes: Classes, *, level: float) -> tuple[float, float]:
    """Return Newcombe's limits on the effective classes.

    *half* is the reach of the plain interval, used where these have fewer than ten rows, and
    beside the others at 0 and 1, where the variance that scores expect has no place in them.
    """
    plain = (max(0.0, area - half), min(1.0, area + half))
    if classes.rarer < LEAST_OF_A_CLASS:
        return plain
    found = auc(area, classes.positives, classes.negatives, level=level)
    if 0.0 < area < 1.0:
        return found.lower, found.upper
    return min(found.lower, plain[0]), max(found.upper, plain[1])
