"""Kolmogorov-Smirnov distance of binned values, with its exact bounds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Mask, paired_counts


class KsBounds(NamedTuple):
    """The least and the largest distance that the rows behind the counts can have."""

    lower: float
    upper: float


def ks_bounds(
    reference: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    single_valued: npt.ArrayLike | None = None,
) -> KsBounds:
    """Return what binned counts tell of the largest gap between two distribution functions.

    Lower: the largest ``|F - G|`` at the bin edges. Upper: the largest, over bins, of one
    function at the bin's upper edge minus the other at its lower edge: all rows of one side
    could lie first in the bin.

    Args:
        reference: Shape (bins,). Rows by bin, bins in ascending order.
        current: Shape (bins,). Rows by bin, the same bins.
        single_valued: Shape (bins,). True where a bin can hold one value only; such a bin leaves
            nothing open. None: no bin is so.

    Returns:
        Two shares from 0 to 1, ``lower <= exact distance of the values <= upper``; equal where
        all bins are single-valued. With no drift the exact distance is of the size of
        ``.87 * sqrt(1/n + 1/m)``.

    Raises:
        ValueError: unequal numbers of bins, or what is no count (NaN, infinity, below 0, parts).
        NotEnoughData: one of the two holds no row.

    Source:
        N. Smirnov, Table for estimating the goodness of fit of empirical distributions, Annals
        of Mathematical Statistics 19 (1948) 279-281; the bounds follow from monotonicity.
    """
    ref, cur = paired_counts(reference, current)
    exact = _mask(single_valued, ref.size)
    f, g = (np.concatenate(([0.0], np.cumsum(c) / c.sum())) for c in (ref, cur))
    lower = float(np.abs(f - g).max())
    open_gap = np.maximum(f[1:] - g[:-1], g[1:] - f[:-1])[~exact]
    return KsBounds(lower, max(lower, float(open_gap.max(initial=0.0))))


def ks(reference: npt.ArrayLike, current: npt.ArrayLike) -> float:
    """Return the largest gap between two distribution functions at the edges of ordered bins.

    Args:
        reference: Shape (bins,). Rows by bin, bins in ascending order.
        current: Shape (bins,). Rows by bin, the same bins.

    Returns:
        A share from 0 to 1: the lower one of :func:`ks_bounds`. With no drift it is of the size
        of ``.87 * sqrt(1/n + 1/m)``.

    Raises:
        ValueError: unequal numbers of bins, or what is no count (NaN, infinity, below 0, parts).
        NotEnoughData: one of the two holds no row.

    Source:
        As :func:`ks_bounds`.
    """
    return ks_bounds(reference, current).lower


def _mask(single_valued: npt.ArrayLike | None, bins: int) -> Mask:
    if single_valued is None:
        return np.zeros(bins, dtype=np.bool_)
    mask = np.asarray(single_valued, dtype=np.bool_)
    if mask.shape != (bins,):
        raise ValueError(f"single_valued must have shape ({bins},), got {mask.shape}")
    return mask
