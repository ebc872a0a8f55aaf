"""Effective class sizes behind an area."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.estimate.area_limits import area_limits, effective_classes
from watchkeeper.stats.interval import auc

EVEN = np.ones(100), np.ones(300)


def variance(t: float, m: float, n: float) -> float:
    """Return Newcombe's variance of an area of t."""
    rest = (m + n) / 2 - 1
    return t * (1 - t) * (1 + rest * (1 - t) / (2 - t) + rest * t / (1 + t)) / (m * n)


def test_the_effective_sizes_have_the_variance_found() -> None:
    """Both classes shrink by the factor at which it is so."""
    error = 1.7 * np.sqrt(variance(0.85, 100, 300))

    classes = effective_classes(0.85, float(error), *EVEN)

    assert classes.positives / classes.negatives == pytest.approx(1 / 3)
    assert variance(0.85, *classes) == pytest.approx(error**2)
    assert classes.rarer == classes.positives < 100


def test_never_more_than_the_rows() -> None:
    """A smaller standard error, or none, is not believed; uneven weights count for less."""
    assert effective_classes(0.85, 1e-6, *EVEN) == (100.0, 300.0)
    assert effective_classes(1.0, 0.0, *EVEN) == (100.0, 300.0)
    assert effective_classes(0.85, 0.0, np.array([1.0, 1.0, 4.0]), EVEN[1]).positives == 2.0


def test_limits_are_newcombes_of_those_sizes() -> None:
    """And the plain ones where fewer than ten rows are left of a class."""
    classes = effective_classes(0.85, 0.04, *EVEN)

    ours, theirs = area_limits(0.85, 0.08, classes, level=0.95), auc(0.85, *classes)

    assert ours == (theirs.lower, theirs.upper)
    few = effective_classes(0.85, 0.4, *EVEN)
    assert area_limits(0.85, 0.1, few, level=0.95) == pytest.approx((0.75, 0.95))


def test_an_expected_variance_widens_a_perfect_area() -> None:
    """At 1 the plain reach stands beside Newcombe's, the further one counts."""
    classes = effective_classes(1.0, 0.0, *EVEN)

    assert area_limits(1.0, 0.3, classes, level=0.95) == (0.7, 1.0)
    assert area_limits(1.0, 0.0, classes, level=0.95)[0] == auc(1.0, 100, 300).lower
