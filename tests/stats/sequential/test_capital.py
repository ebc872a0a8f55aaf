"""The capital of a gambler."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.sequential.capital import log_capital


def test_three_payoffs_by_hand() -> None:
    """No stake on the first; then mean / (variance + mean^2) of those before, half at most."""
    logs = log_capital(np.array([0.8, -0.2, 0.5]), fall=0.2, width=1.0)

    mean, variance = 0.8 / 2, (0.25 + 0.4**2) / 2
    stake = mean / (variance + mean**2)
    second = 1 - 0.2 * stake
    mean = 0.6 / 3
    variance = (0.25 + 0.4**2 + 0.4**2) / 3
    third = second * (1 + 0.5 * mean / (variance + mean**2))
    assert np.exp(logs).tolist() == pytest.approx([1.0, second, third])


def test_never_more_than_half_is_lost_on_a_row() -> None:
    """The worst payoff after the best past: half of the capital is left."""
    logs = log_capital(np.r_[np.ones(1000), -0.01], fall=0.01, width=1.0)

    assert np.exp(logs[-1] - logs[-2]) >= 0.5 - 1e-12


def test_its_mean_is_at_most_one() -> None:
    """A fair coin, 4,000 gamblers, 30 rows: exactly 1 in the mean (3 standard errors)."""
    coins = np.random.default_rng(2).choice([-1.0, 1.0], size=(4000, 30))

    ends = np.exp([log_capital(coin, fall=1.0, width=2.0)[-1] for coin in coins])

    assert ends.mean() == pytest.approx(1.0, abs=3 * ends.std() / np.sqrt(4000))
