"""Wilson's interval of a share that was estimated with weights."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import finite, finite_1d, not_negative
from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.interval.wilson import wilson


def effective_wilson(
    share: float, standard_error: float, weights: npt.ArrayLike, *, level: float = 0.95
) -> Interval:
    """Return Wilson's interval of a weighted share, on the effective number of its rows.

    The effective number is ``share * (1 - share) / standard_error**2``, the number of equally
    weighted rows with the same standard error, but at most the number of rows. Where the share
    is 0 or 1, it is taken one row of each kind away from that end for this formula; where the
    standard error is 0, Kish's ``sum(weights)**2 / sum(weights**2)`` is the number.

    Args:
        share: The weighted estimate, in [0, 1].
        standard_error: Its standard error, >= 0.
        weights: Shape (n,). Weights > 0 of the rows in the denominator of the share.
        level: Chance that the interval contains the true share.

    Returns:
        Value and limits, each in [0, 1]; never of zero width. A share of .996 from 500 labels
        drawn mostly at the decision's edge is covered .97 at a level of .95, where the value
        give or take two standard errors covers .43.

    Raises:
        NotEnoughData: no row.
        ValueError: NaN or infinity, a share outside [0, 1], a negative standard error, a weight
            that is not above 0, or a level not between 0 and 1.

    Source:
        L. Kish, Survey Sampling, Wiley 1965, section 11.7; E. L. Korn, B. I. Graubard, Survey
        Methodology 24 (1998) 193-201 (the same on the exact interval).
    """
    p = finite(share, name="share")
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"share must lie in 0 to 1, got {p}")
    error = not_negative(standard_error, name="standard_error")
    w = finite_1d(weights, name="weights")
    if w.size == 0:
        raise NotEnoughData("weights has 0 rows, needs 1", hint="label rows of this kind")
    if w.min() <= 0.0:
        raise ValueError(f"weights must be above 0, got {w.min()}")
    n = effective_rows(p, error, w)
    # The product of a share of 1 with n can round to above n.
    return wilson(min(p * n, n), n, level=level)


def effective_rows(share: float, standard_error: float, weights: npt.NDArray[np.float64]) -> float:
    """Return how many equally weighted rows tell as much of *share* as the weighted ones do."""
    kish = float(weights.sum()) ** 2 / float(np.square(weights).sum())
    if standard_error == 0.0:
        return kish
    p = share if 0.0 < share < 1.0 else (share * kish + 1.0) / (kish + 2.0)
    return min(p * (1.0 - p) / math.pow(standard_error, 2), float(weights.size))
