"""Clopper and Pearson's exact interval of a share."""

from __future__ import annotations

import scipy

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import not_negative, open_share
from watchkeeper.stats.interval.limits import Interval


def clopper_pearson(successes: float, trials: float, *, level: float = 0.95) -> Interval:
    """Return the exact (conservative) interval of a share.

    The shares that neither one-sided binomial test at half of 1 - *level* rejects. With real
    numbers (an effective number of trials) it is Korn and Graubard's interval.

    Args:
        successes: Rows of the kind counted, 0 to *trials*.
        trials: All rows.
        level: Chance, at least, that the interval contains the true share.

    Returns:
        Value and limits, each in [0, 1]. Coverage is never below *level*, often above. With
        zero successes the upper limit is about 3.69 / trials at 95 %.

    Raises:
        NotEnoughData: no trial.
        ValueError: NaN, infinite or negative numbers, more successes than trials, or a level
            not between 0 and 1.

    Source:
        C. J. Clopper, E. S. Pearson, The use of confidence or fiducial limits illustrated in
        the case of the binomial, Biometrika 26 (1934) 404-413.
    """
    n, x = not_negative(trials, name="trials"), not_negative(successes, name="successes")
    tail = (1.0 - open_share(level, name="level")) / 2.0
    if x > n:
        raise ValueError(f"successes must be at most trials, got {x} of {n}")
    if n == 0.0:
        raise NotEnoughData("trials is 0, needs 1", hint="widen the window")
    lower = float(scipy.stats.beta.ppf(tail, x, n - x + 1.0)) if x > 0.0 else 0.0
    upper = float(scipy.stats.beta.isf(tail, x + 1.0, n - x)) if x < n else 1.0
    return Interval(x / n, lower, upper)
