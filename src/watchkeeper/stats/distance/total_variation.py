"""Total variation distance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.distance.shares import smoothed_shares


def total_variation(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, smoothing: float = 0.5
) -> float:
    """Return the total variation distance of two count vectors on the same bins.

    Half the sum over bins of ``|p - q|``: the share of rows that must change their bin to turn
    one into the other.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        current: Shape (bins,). Rows by bin in the period under test.
        smoothing: Rows added to every bin of both; 0 gives the textbook value.

    Returns:
        A share from 0 (equal shares) to 1 (no bin in common). With no drift its mean is close
        to ``sqrt((1/n + 1/m) / (2 pi))`` times the sum over bins of ``sqrt(q (1 - q))``.

    Raises:
        ValueError: unequal numbers of bins, or what is no count (NaN, infinity, below 0, parts).
        NotEnoughData: one of the two holds no row.

    Source:
        D. A. Levin, Y. Peres, Markov Chains and Mixing Times, 2nd ed., AMS 2017, section 4.1.
    """
    q, p = smoothed_shares(reference, current, smoothing=smoothing)
    return min(1.0, float(np.abs(p - q).sum()) / 2.0)
