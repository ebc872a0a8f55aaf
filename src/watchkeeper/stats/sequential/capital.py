"""The capital of a gambler who bets that payoffs are above 0."""

from __future__ import annotations

import numpy as np

from watchkeeper.stats.arrays import Floats

# Share of the capital that the lowest payoff there can be takes away, at most.
LARGEST_LOSS = 0.5
# Variance, in squares of the range of a payoff, of the one row added before the first.
_PRIOR_VARIANCE = 0.25


def log_capital(payoffs: Floats, *, fall: float, width: float) -> Floats:
    """Return the logarithm of the capital after each payoff, from 1 before the first.

    Before each payoff the stake is ``mean / (variance + mean^2)`` of the payoffs before it, cut
    to [0, 1 / (2 fall)] (approximate growth-rate adaptive, to the particular alternative). Where
    every payoff has mean 0 or less given the past, the chance that the capital ever reaches A is
    at most 1 / A, and its mean is at most 1 at any stopping time.

    Args:
        payoffs: Shape (n,), each at least -*fall*.
        fall: How far a payoff can lie below 0, > 0.
        width: Size of the range of a payoff: one row of mean 0 and variance width^2 / 4 is added
            to those seen.
    """
    rows = np.arange(2, payoffs.size + 2)
    means = np.cumsum(payoffs) / rows
    prior = _PRIOR_VARIANCE * width**2
    variances = (prior + np.cumsum(np.square(payoffs - means))) / rows
    mean = np.concatenate(([0.0], means))[:-1]
    variance = np.concatenate(([prior], variances))[:-1]
    stake = np.clip(mean / (variance + np.square(mean)), 0.0, LARGEST_LOSS / fall)
    logs: Floats = np.cumsum(np.log1p(stake * payoffs))
    return logs
