"""Labels that give a half-width."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom
from statsmodels.stats.proportion import samplesize_confint_proportion

from watchkeeper.stats.interval import wilson
from watchkeeper.stats.planning import labels_for_half_width

# methods.md b, for half-widths of .05, .03, .02, .01.
TABLE = {
    0.80: (246, 683, 1537, 6147),
    0.90: (139, 385, 865, 3458),
    0.95: (73, 203, 457, 1825),
    0.99: (16, 43, 96, 381),
}
WIDTHS = (0.05, 0.03, 0.02, 0.01)
ROWS = [(p, h, n) for p, row in TABLE.items() for h, n in zip(WIDTHS, row, strict=True)]


@pytest.mark.parametrize(("value", "half_width", "labels"), ROWS)
def test_the_textbook_table(value: float, half_width: float, labels: int) -> None:
    """Every number of methods.md b, by the formula; statsmodels has the same."""
    oracle = samplesize_confint_proportion(value, half_width)

    assert labels_for_half_width(value, half_width, exact=False) == labels == math.ceil(oracle)


@pytest.mark.parametrize(("value", "half_width", "labels"), ROWS)
def test_exact_is_near_the_table_where_both_kinds_come(
    value: float, half_width: float, labels: int
) -> None:
    """Within 3.5 % from 10 rows of the rarer kind on; the starred numbers are far too few."""
    exact = labels_for_half_width(value, half_width)
    rarer = labels * (1 - value)

    if rarer >= 10:
        assert exact == pytest.approx(labels, rel=0.035)
    if value == 0.99:
        assert exact > labels * 1.14


@pytest.mark.parametrize(("labels", "half_width"), [(41, 0.05), (80, 0.03), (143, 0.02)])
def test_the_starred_numbers(labels: int, half_width: float) -> None:
    """At .99: 41, 80, 143 instead of 16, 43, 96."""
    assert labels_for_half_width(0.99, half_width) == labels


@pytest.mark.parametrize(("value", "half_width"), [(0.99, 0.05), (0.93, 0.02), (0.5, 0.1)])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_is_the_least_number_with_that_mean_width(
    value: float, half_width: float, level: float
) -> None:
    """Wilson's own intervals of all counts, weighed by the binomial law."""

    def mean_half_width(n: int) -> float:
        intervals = [wilson(x, n, level=level) for x in range(n + 1)]
        halves = [(i.upper - i.lower) / 2 for i in intervals]
        return float(binom.pmf(np.arange(n + 1), n, value) @ halves)

    labels = labels_for_half_width(value, half_width, level=level)

    assert mean_half_width(labels) <= half_width < mean_half_width(labels - 1)


def test_predictions_and_designs_change_the_number() -> None:
    """A correlation of .5 saves a quarter; a share of a fifth costs five times."""
    plain = labels_for_half_width(0.9, 0.02)

    assert labels_for_half_width(0.9, 0.02, correlation=0.5) == math.ceil(0.75 * plain)
    assert labels_for_half_width(0.9, 0.02, correlation=-0.5) == math.ceil(0.75 * plain)
    assert labels_for_half_width(0.9, 0.02, share=0.2) == 5 * plain
    assert labels_for_half_width(0.9, 0.02, design_effect=1.1) == math.ceil(1.1 * plain)


def test_in_the_limit_exact_and_formula_agree() -> None:
    """Many labels: both are z^2 p q / h^2."""
    exact, formula = (labels_for_half_width(0.9, 0.003, exact=e) for e in (True, False))

    assert exact == pytest.approx(formula, rel=1e-3)
    assert labels_for_half_width(0.5, 0.0002) == labels_for_half_width(0.5, 0.0002, exact=False)


def test_symmetric_in_the_two_kinds() -> None:
    """An error rate of .01 is an accuracy of .99."""
    assert labels_for_half_width(0.01, 0.02) == labels_for_half_width(0.99, 0.02)


@pytest.mark.parametrize("half_width", [0.0, -0.1, 0.5, 2.0])
def test_half_widths_lie_below_a_half(half_width: float) -> None:
    """Wider than that no interval of a share is."""
    with pytest.raises(ValueError, match="half_width must lie"):
        labels_for_half_width(0.9, half_width)


def test_a_correlation_is_not_one() -> None:
    """A perfect prediction needs no label, and there is none."""
    with pytest.raises(ValueError, match="correlation must lie"):
        labels_for_half_width(0.9, 0.02, correlation=1.0)
