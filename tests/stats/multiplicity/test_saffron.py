"""SAFFRON."""

from __future__ import annotations

import numpy as np
import pytest
from online_fdr.p_values.investing.saffron.saffron import Saffron
from scipy.special import zeta

from watchkeeper.stats.multiplicity import SAFFRON


def gamma(j: int) -> float:
    """Return the sequence of the paper, normed by the zeta function."""
    return float(j**-1.6 / zeta(1.6))


def test_levels_by_hand() -> None:
    """After .9 (no candidate), 0 (found), .3 (candidate): half of w g(2) + (q - w) g(1)."""
    procedure = SAFFRON(q=0.05, wealth=0.02)

    rejected = procedure.update([0.9, 0.0, 0.3])

    assert rejected.tolist() == [False, True, False]
    assert procedure.threshold == pytest.approx(0.5 * (0.02 * gamma(2) + 0.03 * gamma(1)), rel=1e-8)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_equals_online_fdr(share: float) -> None:
    """Every decision and every level of 600 tests."""
    rng = np.random.default_rng(int(100 * share))
    p = np.where(rng.random(600) < share, rng.beta(0.1, 5, 600), rng.random(600))
    ours, theirs = SAFFRON(q=0.05), Saffron(alpha=0.05, wealth=0.025, lambda_=0.5)
    for value in p.tolist():
        level = ours.threshold
        assert bool(ours.update([value])[0]) == theirs.test_one(value)
        assert theirs.alpha == pytest.approx(level)


def test_the_level_never_passes_a_half() -> None:
    """However much was found."""
    procedure = SAFFRON(q=0.9)
    procedure.update(np.zeros(200))

    assert procedure.threshold == 0.5
