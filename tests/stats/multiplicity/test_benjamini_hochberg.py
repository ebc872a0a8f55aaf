"""The procedure of Benjamini and Hochberg."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from watchkeeper.stats.multiplicity import benjamini_hochberg

P = np.random.default_rng(0).beta(0.4, 2, size=300)


def test_five_p_values_by_hand() -> None:
    """Sorted .005 .01 .03 .04 .6 against .01 .02 .03 .04 .05: the largest that holds is the 4th."""
    decisions = benjamini_hochberg([0.01, 0.04, 0.03, 0.005, 0.6], q=0.05)

    assert decisions.rejected.tolist() == [True, True, True, True, False]
    assert decisions.adjusted.tolist() == pytest.approx([0.025, 0.05, 0.05, 0.025, 0.6])


def test_equals_scipy_and_statsmodels() -> None:
    """Adjusted p-values and rejections of 300."""
    for q in (0.01, 0.05, 0.2):
        decisions = benjamini_hochberg(P, q=q)
        rejected, adjusted, *_ = multipletests(P, alpha=q, method="fdr_bh")

        assert np.array_equal(decisions.rejected, rejected)
        assert decisions.adjusted == pytest.approx(adjusted)
        assert decisions.adjusted == pytest.approx(false_discovery_control(P, method="bh"))


def test_p_values_exactly_at_the_line_are_rejected() -> None:
    """alibi's `fdr` compares with <, so it rejects none of these; the procedure says <=."""
    assert benjamini_hochberg([0.05] * 8, q=0.05).rejected.all()
    assert benjamini_hochberg([0.05 - 1e-5] * 8, q=0.05).rejected.all()


def test_the_line_is_kept_despite_rounding() -> None:
    """p = q k / m for every k and many m: all rejected."""
    for m in range(1, 200):
        p = 0.05 * np.arange(1, m + 1) / m
        assert benjamini_hochberg(p, q=0.05).rejected.all()
