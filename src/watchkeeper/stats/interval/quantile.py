"""How many standard errors an interval reaches to each side."""

from __future__ import annotations

from scipy.special import ndtri, stdtrit

from watchkeeper.stats.arrays import open_share

# The plain functions: the distribution objects of scipy.stats cost a hundred times as much.


def normal_reach(level: float) -> float:
    """Return the normal quantile that leaves half of ``1 - level`` above it; *level* in (0, 1)."""
    return -float(ndtri((1.0 - open_share(level, name="level")) / 2.0))


def student_reach(level: float, degrees: float) -> float:
    """Return the same of Student's t with *degrees* (> 0) of freedom."""
    return -float(stdtrit(degrees, (1.0 - open_share(level, name="level")) / 2.0))
