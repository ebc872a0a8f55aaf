"""Interval of the difference of two independent shares, by Newcombe."""

from __future__ import annotations

import math

from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.interval.wilson import wilson


def difference_of_proportions(
    reference_successes: float,
    reference_trials: float,
    current_successes: float,
    current_trials: float,
    *,
    level: float = 0.95,
) -> Interval:
    """Return current share minus reference share with its hybrid score interval.

    The difference, less the root of the squared distances from the current share down to its
    Wilson limit and from the reference share up to its own; and the same the other way round.

    Args:
        reference_successes: Rows of the kind counted in the reference.
        reference_trials: All rows of the reference.
        current_successes: Rows of the kind counted in the window under test.
        current_trials: All rows of the window under test.
        level: Chance that the interval contains the true difference.

    Returns:
        Value and limits, each in [-1, 1]; 0 is inside with chance *level* when nothing changed.
        Never of zero width.

    Raises:
        NotEnoughData: no trial on one side.
        ValueError: as :func:`watchkeeper.stats.interval.wilson`.

    Source:
        R. G. Newcombe, Interval estimation for the difference between independent proportions,
        Statistics in Medicine 17 (1998) 873-890, method 10.
    """
    ref = wilson(reference_successes, reference_trials, level=level)
    cur = wilson(current_successes, current_trials, level=level)
    value = cur.value - ref.value
    down = math.hypot(cur.value - cur.lower, ref.upper - ref.value)
    up = math.hypot(cur.upper - cur.value, ref.value - ref.lower)
    return Interval(value, max(-1.0, value - down), min(1.0, value + up))
