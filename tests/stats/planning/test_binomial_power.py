"""The exact power of tests of shares."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, binomtest, fisher_exact

from watchkeeper.stats.planning.binomial_power import (
    critical_count,
    power_against_known,
    power_against_window,
)


def test_the_checked_number() -> None:
    """methods.md b: 253 labels against .90 have the size .047, and the power .781 at .85."""
    count = critical_count(np.array([253]), 0.9, 0.05)

    assert binom.cdf(count, 253, 0.9)[0] == pytest.approx(0.047, abs=5e-4)
    assert power_against_known(np.array([253]), 0.9, 0.85, 0.05)[0] == pytest.approx(
        0.781, abs=5e-4
    )


@pytest.mark.parametrize(("labels", "baseline"), [(8, 0.5), (40, 0.9), (90, 0.99), (3, 0.2)])
def test_critical_count_is_that_of_the_binomial_test(labels: int, baseline: float) -> None:
    """The largest count whose one-sided p-value, by scipy, is at most alpha."""
    counts = range(labels + 1)
    p_values = [binomtest(k, labels, baseline, alternative="less").pvalue for k in counts]
    expected = max((k for k in counts if p_values[k] <= 0.05), default=-1)

    assert critical_count(np.array([labels]), baseline, 0.05)[0] == expected


@pytest.mark.parametrize(("labels", "baseline", "share"), [(12, 0.8, 0.3), (25, 0.9, 0.6)])
def test_fisher_power_is_the_sum_over_all_tables(
    labels: int, baseline: float, share: float
) -> None:
    """Every pair of counts, judged by scipy's one-sided test."""
    power = sum(
        binom.pmf(then, labels, baseline) * binom.pmf(now, labels, share)
        for then in range(labels + 1)
        for now in range(labels + 1)
        if fisher_exact([[now, labels - now], [then, labels - then]], "less").pvalue <= 0.05 + 1e-12
    )

    assert power_against_window(labels, baseline, share, 0.05) == pytest.approx(power, abs=1e-6)


def test_without_a_drop_the_power_is_the_size() -> None:
    """At most alpha, at any number of labels."""
    labels = np.arange(1, 400)

    assert power_against_known(labels, 0.93, 0.93, 0.05).max() <= 0.05
    assert max(power_against_window(n, 0.93, 0.93, 0.05) for n in range(5, 400, 13)) <= 0.05
