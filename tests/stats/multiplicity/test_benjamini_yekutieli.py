"""The procedure of Benjamini and Yekutieli."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from watchkeeper.stats.multiplicity import benjamini_hochberg, benjamini_yekutieli


def test_two_p_values_by_hand() -> None:
    """2 * .01 * (1 + 1/2) / 1 and 2 * .5 * 1.5 / 2."""
    decisions = benjamini_yekutieli([0.01, 0.5], q=0.05)

    assert decisions.adjusted.tolist() == pytest.approx([0.03, 0.75])
    assert decisions.rejected.tolist() == [True, False]


def test_equals_scipy_and_statsmodels() -> None:
    """Adjusted p-values and rejections of 300."""
    p = np.random.default_rng(0).beta(0.3, 2, size=300)
    rejected, adjusted, *_ = multipletests(p, alpha=0.05, method="fdr_by")

    decisions = benjamini_yekutieli(p, q=0.05)

    assert np.array_equal(decisions.rejected, rejected)
    assert decisions.adjusted == pytest.approx(adjusted)
    assert decisions.adjusted == pytest.approx(false_discovery_control(p, method="by"))


def test_how_much_stricter_it_is() -> None:
    """methods.md d: H = 9.8 with 10,000 hypotheses."""
    p = np.r_[1e-7, np.ones(9999)]

    ratio = benjamini_yekutieli(p, q=0.05).adjusted[0] / benjamini_hochberg(p, q=0.05).adjusted[0]

    assert ratio == pytest.approx(9.8, abs=0.05)
