"""Wilson's score interval of a share."""

from __future__ import annotations

import math

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import not_negative
from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.interval.quantile import normal_reach


def wilson(successes: float, trials: float, *, level: float = 0.95) -> Interval:
    """Return Wilson's score interval of a share.

    The shares whose own standard error, times the normal quantile, still reaches the share
    observed. Real numbers are taken as well as counts, so that an effective number of trials
    (``share * n_eff`` of ``n_eff``) can be given.

    Args:
        successes: Rows of the kind counted, 0 to *trials*.
        trials: All rows.
        level: Chance that the interval contains the true share.

    Returns:
        Value and limits, each in [0, 1]; never of zero width: with zero successes the upper
        limit is about 3.84 / trials at 95 %. Coverage is close to *level* on average over
        shares; at single shares near 0 or 1 it can be some points lower.

    Raises:
        NotEnoughData: no trial.
        ValueError: NaN, infinite or negative numbers, more successes than trials, or a level
            not between 0 and 1.

    Source:
        E. B. Wilson, Probable inference, the law of succession, and statistical inference,
        JASA 22 (1927) 209-212.
    """
    n, x = not_negative(trials, name="trials"), not_negative(successes, name="successes")
    z = normal_reach(level)
    if x > n:
        raise ValueError(f"successes must be at most trials, got {x} of {n}")
    if n == 0.0:
        raise NotEnoughData("trials is 0, needs 1", hint="widen the window")
    p = x / n
    centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n)
    half = z * math.sqrt(p * (1.0 - p) / n + (z / (2.0 * n)) ** 2) / (1.0 + z * z / n)
    # At the ends the limit is the end itself; rounding would put it 1e-17 beside.
    lower = 0.0 if x == 0.0 else max(0.0, centre - half)
    upper = 1.0 if x == n else min(1.0, centre + half)
    return Interval(p, min(lower, p), max(upper, p))
