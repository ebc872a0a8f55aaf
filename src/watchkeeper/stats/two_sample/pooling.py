"""Sparse bins, pooled before a law for large samples is believed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Counts

LEAST_EXPECTED = 5.0


class Pooled(NamedTuple):
    """Two count vectors without sparse bins, and the share of all rows that was pooled."""

    reference: Counts
    current: Counts
    share: float


def pool_sparse(reference: Counts, current: Counts) -> Pooled:
    """Return the counts with all sparse bins pooled into one.

    A bin is sparse where it expects fewer than 5 rows on either side if both have the same
    shares. The pooled bin takes in the smallest others until it is not sparse itself. Only the
    sums of both sides decide, never which side the rows are on, so pooling does not favour any
    answer; and no distance grows by it.

    Args:
        reference: Shape (bins,), at least one row.
        current: Shape (bins,), at least one row.

    Returns:
        Counts of shape (bins left,), the pooled bin last, and the share of rows in it (0 where
        nothing was sparse).
    """
    total = reference + current
    rows = int(total.sum())
    need = LEAST_EXPECTED * rows / min(int(reference.sum()), int(current.sum()))
    pooled = total < need
    if not total[pooled].any():
        return Pooled(reference[~pooled], current[~pooled], 0.0)
    # Bins of equal size go in together: an order among them would be an arbitrary choice.
    for size in np.unique(total[~pooled]):
        if total[pooled].sum() >= need:
            break
        pooled |= total == size
    ref, cur = (np.append(c[~pooled], c[pooled].sum()) for c in (reference, current))
    return Pooled(ref, cur, float(total[pooled].sum()) / rows)


def two_bins(pooled: Pooled, n: int, m: int) -> Pooled:
    """Return *pooled* if 2 bins are left of *n* and *m* rows, or say how many there are.

    Raises:
        NotEnoughData: fewer than 2.
    """
    bins = pooled.reference.size
    if bins < 2:
        raise NotEnoughData(
            f"{n} and {m} rows leave {bins} bin that expects 5 rows on both sides, needs 2",
            hint="widen the window or use fewer bins",
        )
    return pooled
