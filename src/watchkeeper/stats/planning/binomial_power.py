"""The chance that a test of shares sees a drop, from the binomial law itself."""

from __future__ import annotations

import numpy as np
import scipy
from scipy.special import gammaln

from watchkeeper.stats.arrays import Counts, Floats

# Counts rarer than this do not change a power in its sixth digit.
_TAIL = 1e-8


def critical_count(labels: Counts, baseline: float, alpha: float) -> Counts:
    """Return the largest count of successes that speaks for a drop, -1 where none does.

    The largest c with ``P(X <= c) <= alpha``, X binomial with the share *baseline*.

    Args:
        labels: Shape (k,). Labels in the window.
        baseline: The known share.
        alpha: Chance, at most, that a window without a drop is taken for one.
    """
    count = scipy.stats.binom.ppf(alpha, labels, baseline)
    too_likely = scipy.stats.binom.cdf(count, labels, baseline) > alpha
    return np.asarray(count - too_likely, dtype=np.int64)


def power_against_known(labels: Counts, baseline: float, share: float, alpha: float) -> Floats:
    """Return the exact power of the one-sided binomial test against a known share.

    Args:
        labels: Shape (k,). Labels in the window.
        baseline: The known share.
        share: The share in the window.
        alpha: Size of the test, at most.

    Returns:
        Shape (k,). Chances in [0, 1].
    """
    count = critical_count(labels, baseline, alpha)
    return np.asarray(scipy.stats.binom.cdf(count, labels, share), dtype=np.float64)


def power_against_window(labels: int, baseline: float, share: float, alpha: float) -> float:
    """Return the exact power of Fisher's one-sided test of two windows of equal size.

    The chance, under two binomial laws, of all pairs of counts whose hypergeometric tail is at
    most *alpha*.

    Args:
        labels: Labels in each window.
        baseline: The share in the earlier window.
        share: The share in the later one, at most *baseline*.
        alpha: Size of the test, at most.
    """
    low, high = _likely(labels, share), _likely(labels, baseline)
    later = np.arange(low[0], low[1] + 1)
    total = np.arange(low[0] + high[0], low[1] + high[1] + 1)[:, None]
    earlier = total - later
    possible = (earlier >= 0) & (earlier <= labels)
    earlier = np.where(possible, earlier, 0)
    chance = np.exp(
        _log_choose(labels, later) + _log_choose(labels, earlier) - _log_choose(2 * labels, total)
    )
    rejected = possible & (np.cumsum(np.where(possible, chance, 0.0), axis=1) <= alpha)
    both = (
        scipy.stats.binom.pmf(later, labels, share)
        * scipy.stats.binom.pmf(np.arange(labels + 1), labels, baseline)[earlier]
    )
    return float(both[rejected].sum())


def _likely(labels: int, share: float) -> tuple[int, int]:
    low, high = (float(scipy.stats.binom.ppf(q, labels, share)) for q in (_TAIL, 1.0 - _TAIL))
    return int(low), int(high)


def _log_choose(n: int, k: Counts) -> Floats:
    value: Floats = gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0)
    return value
