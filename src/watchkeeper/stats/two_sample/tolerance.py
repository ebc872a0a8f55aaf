"""Chance of a gap as large as the one seen, where the true one is just tolerated."""

from __future__ import annotations

import math

import scipy


def chance_beyond(
    gap: float, tolerated: float, error: float, *, degrees: float = math.inf
) -> float:
    """Return the two-sided p-value of *gap* against true gaps from -tolerated to tolerated.

    ``P(T >= (|gap| - tolerated) / error) + P(T >= (|gap| + tolerated) / error)``, T Student's t:
    the chance of so large a gap on either side where the true one lies at the edge of what is
    tolerated, the worst place. With *tolerated* 0 it is the usual two-sided p-value.

    Args:
        gap: Estimate; its sign does not matter.
        tolerated: True gap up to which a difference does not matter, >= 0.
        error: Standard error of *gap* with the true gap at the edge, >= 0.
        degrees: Degrees of freedom behind *error*; infinity for the normal law.
    """
    size = abs(gap)
    if error <= 0.0:
        return 0.0 if size > tolerated else 1.0
    law = scipy.stats.norm if math.isinf(degrees) else scipy.stats.t(degrees)
    near, far = law.sf((size - tolerated) / error), law.sf((size + tolerated) / error)
    return min(1.0, float(near + far))
