"""Jensen-Shannon distance."""

from __future__ import annotations

import math

import numpy.typing as npt
from scipy.special import rel_entr

from watchkeeper.stats.arrays import finite
from watchkeeper.stats.distance.shares import smoothed_shares


def jensen_shannon(
    reference: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    smoothing: float = 0.5,
    base: float = 2.0,
) -> float:
    """Return the Jensen-Shannon distance (the root of the divergence) of two count vectors.

    The root of the mean relative entropy of the two shares *p*, *q* with respect to their
    average.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        current: Shape (bins,). Rows by bin in the period under test.
        smoothing: Rows added to every bin of both; 0 gives the textbook value.
        base: Of the logarithm: 2 (the distance then ends at 1) or ``math.e``.

    Returns:
        A number from 0 (equal shares) to 1 (no bin in common, base 2; .833 in base e); a metric
        (it obeys the triangle inequality). With no drift the square of the base-e distance has
        a mean close to ``(1/n + 1/m) * (bins - 1) / 8``.

    Raises:
        ValueError: unequal numbers of bins, what is no count (NaN, infinity, below 0, parts),
            or a base not above 1.
        NotEnoughData: one of the two holds no row.

    Source:
        D. M. Endres, J. E. Schindelin, A new metric for probability distributions, IEEE
        Transactions on Information Theory 49 (2003) 1858-1860.
    """
    if finite(base, name="base") <= 1.0:
        raise ValueError(f"base must be above 1, got {base}")
    q, p = smoothed_shares(reference, current, smoothing=smoothing)
    middle = (p + q) / 2.0
    nats = float(rel_entr(p, middle).sum() + rel_entr(q, middle).sum()) / 2.0
    return math.sqrt(max(0.0, nats) / math.log(base))
