"""Anderson-Darling on two samples."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import PermutationMethod, anderson_ksamp

from watchkeeper.stats.two_sample import anderson_darling
from watchkeeper.stats.two_sample.anderson_darling import _tail, _variance

A = [38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0]
B = [39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8]


@pytest.mark.parametrize("ties", [False, True])
def test_statistic_equals_scipy(ties: bool) -> None:
    """SciPy prints it less its mean, over its standard deviation."""
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=120), rng.normal(size=60) + 0.2
    if ties:
        x, y = np.round(3 * x), np.round(3 * y)
    oracle = anderson_ksamp([x, y], variant="midrank", method=PermutationMethod(n_resamples=9))

    statistic = anderson_darling(x, y).statistic

    assert (statistic - 1) / np.sqrt(_variance(120, 60)) == pytest.approx(oracle.statistic)


def test_eight_rows_a_side_are_drawn() -> None:
    """Evidently prints .0635 from the table of the limit, which gives .0626; splits say .07."""
    theirs = anderson_ksamp([A, B], variant="midrank").pvalue
    splits = anderson_ksamp([A, B], variant="midrank", method=PermutationMethod(rng=0)).pvalue

    assert theirs == pytest.approx(0.0635, abs=1e-3)
    assert _tail(anderson_darling(A, B).statistic, 8, 8) == pytest.approx(0.0626, abs=5e-5)
    # Drawing ends at 20 as large: a standard error of a fifth.
    assert anderson_darling(A, B).p_value == pytest.approx(splits, rel=2.8 / np.sqrt(20))


def test_p_values_do_not_end_at_a_table() -> None:
    """SciPy's stop at .001 and .25."""
    x = np.arange(200.0)

    assert anderson_darling(x, x + 100).p_value < 1e-12
    assert anderson_darling(x, x + 0.5).p_value > 0.99


def test_tails_weigh_more_than_for_cramer_von_mises() -> None:
    """Twice the spread with the same middle."""
    rng = np.random.default_rng(8)

    assert anderson_darling(rng.normal(size=300), 2 * rng.normal(size=300)).p_value < 1e-4
