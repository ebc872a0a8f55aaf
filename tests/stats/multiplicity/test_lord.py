"""LORD++."""

from __future__ import annotations

import math

import numpy as np
import pytest
from online_fdr.p_values.investing.lord.plus_plus import LordPlusPlus

from watchkeeper.stats.multiplicity import LORD


def gamma(j: int) -> float:
    """Return the sequence of Javanmard and Montanari."""
    return 0.07720838 * math.log(max(j, 2)) / (j * math.exp(math.sqrt(math.log(j))))


def test_levels_by_hand() -> None:
    """Rejections at 2 and 3: w g(4) + (q - w) g(2) + q g(1)."""
    procedure = LORD(q=0.05, wealth=0.02)

    rejected = procedure.update([0.5, 0.0, 0.0])

    assert rejected.tolist() == [False, True, True]
    expected = 0.02 * gamma(4) + 0.03 * gamma(2) + 0.05 * gamma(1)
    assert procedure.threshold == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_equals_online_fdr(share: float) -> None:
    """Every decision and every level of 600 tests."""
    rng = np.random.default_rng(int(100 * share))
    p = np.where(rng.random(600) < share, rng.beta(0.1, 5, 600), rng.random(600))
    ours, theirs = LORD(q=0.05), LordPlusPlus(alpha=0.05, wealth=0.025)
    for value in p.tolist():
        level = ours.threshold
        assert bool(ours.update([value])[0]) == theirs.test_one(value)
        assert theirs.alpha == pytest.approx(level)


def test_the_sequence_adds_up_to_at_most_one() -> None:
    """200,000 terms and the integral of the rest, 2 (u^1.5 + 3 u + 6 u^.5 + 6) exp(-u^.5)."""
    terms = sum(gamma(j) for j in range(1, 200_001))
    u = math.log(200_000)
    rest = 0.07720838 * 2 * (u**1.5 + 3 * u + 6 * u**0.5 + 6) * math.exp(-math.sqrt(u))

    assert terms + rest == pytest.approx(0.9763, abs=1e-4)


def test_without_a_rejection_no_more_than_the_wealth_is_spent() -> None:
    """So on a clean stream any rejection at all has at most that chance."""
    procedure = LORD(q=0.05)
    spent = 0.0
    for _ in range(3000):
        spent += procedure.threshold
        procedure.update([1.0])

    assert spent < 0.025
