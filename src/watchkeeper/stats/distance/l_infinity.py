"""Largest difference of shares."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.distance.shares import smoothed_shares


def l_infinity(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, smoothing: float = 0.5
) -> float:
    """Return the largest difference of shares in any one bin.

    The maximum over bins of ``|p - q|``, where *p* and *q* are the shares of *current* and
    *reference*.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        current: Shape (bins,). Rows by bin in the period under test.
        smoothing: Rows added to every bin of both; 0 gives the textbook value.

    Returns:
        A share from 0 (equal shares) to 1. With no drift it is of the size of the largest
        ``sqrt((1/n + 1/m) q (1 - q))``; it sees one bin that moved, and no slow change of many.

    Raises:
        ValueError: unequal numbers of bins, or what is no count (NaN, infinity, below 0, parts).
        NotEnoughData: one of the two holds no row.

    Source:
        The Chebyshev distance of two share vectors; a definition, no theorem is used.
    """
    q, p = smoothed_shares(reference, current, smoothing=smoothing)
    return float(np.abs(p - q).max())
