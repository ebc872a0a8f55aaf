"""Wilson's interval on effective rows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import clopper_pearson, effective_wilson, wilson


def test_equal_weights_are_wilson() -> None:
    """The standard error of 30 in 80 is that of 80 rows, and statsmodels says the same."""
    p = 30 / 80

    interval = effective_wilson(p, math.sqrt(p * (1 - p) / 80), np.ones(80))

    plain = wilson(30, 80)
    assert interval.lower == pytest.approx(plain.lower)
    assert interval.upper == pytest.approx(plain.upper)
    stated = proportion_confint(30, 80, method="wilson")
    assert (interval.lower, interval.upper) == pytest.approx(stated)


def test_effective_rows_by_hand() -> None:
    """.5 give or take .1 is what 25 rows give."""
    assert effective_wilson(0.5, 0.1, np.ones(80)) == wilson(12.5, 25)


def test_never_more_than_the_rows() -> None:
    """A standard error of next to nothing is not believed beyond the number of rows."""
    assert effective_wilson(0.5, 0.001, np.full(80, 7.0)) == wilson(40, 80)


def test_no_spread_takes_kish() -> None:
    """Weights 1, 1, 4: (6 ** 2) / 18 = 2 rows; all alike leaves a third of them open."""
    interval = effective_wilson(1.0, 0.0, [1.0, 1.0, 4.0])

    assert interval == wilson(2.0, 2.0)
    assert interval.lower < 0.4


def test_the_end_with_an_expected_spread() -> None:
    """At 1 with a standard error of .05 it is wider than with none, and stays within [0, 1]."""
    sure, unsure = (effective_wilson(1.0, e, np.ones(400)) for e in (0.0, 0.05))

    assert unsure.lower < sure.lower < sure.upper == unsure.upper == 1.0


def test_korn_and_graubard_are_wider() -> None:
    """The exact interval on the same effective rows contains it."""
    n = 0.93 * 0.07 / 0.02**2

    ours, exact = effective_wilson(0.93, 0.02, np.ones(400)), clopper_pearson(0.93 * n, n)

    assert exact.lower < ours.lower < ours.upper < exact.upper


def test_refusals() -> None:
    """By name, with the value."""
    with pytest.raises(NotEnoughData, match="weights has 0 rows, needs 1"):
        effective_wilson(0.5, 0.1, [])
    with pytest.raises(ValueError, match="weights must be above 0"):
        effective_wilson(0.5, 0.1, [1.0, 0.0])
    with pytest.raises(ValueError, match="share must lie in 0 to 1"):
        effective_wilson(1.5, 0.1, [1.0])
