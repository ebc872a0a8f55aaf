"""Sums over all pairs of rows, for many splits of the rows into two sides at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.spatial.distance import cdist

from watchkeeper.stats.arrays import Floats, Mask

# Pairs that are held in memory at a time.
_PAIRS = 4_000_000


class PairSums(NamedTuple):
    """Sums over ordered pairs, a row with itself included; each of shape (splits,)."""

    reference: Floats
    across: Floats
    current: Floats


def pair_sums(
    rows: Floats, is_current: Mask, *, of: Callable[[Floats], Floats] = np.asarray
) -> PairSums:
    """Return the sums of a function of the distance within both sides and across.

    Args:
        rows: Shape (rows, columns).
        is_current: Shape (splits, rows). Which rows are of the current side in each split.
        of: The function of the Euclidean distances; as it stands, the distance itself.

    Returns:
        Three sums for each split. Time grows with ``rows**2 * (columns + splits)``; memory
        with ``rows * splits``: pairs are taken in blocks.
    """
    marks = is_current.T.astype(np.float64)
    inside, touching = (np.zeros(len(is_current)) for _ in range(2))
    total = 0.0
    step = max(1, _PAIRS // len(rows))
    for start in range(0, len(rows), step):
        here = slice(start, start + step)
        values = of(cdist(rows[here], rows))
        row_sums = values.sum(axis=1)
        inside += (marks[here] * (values @ marks)).sum(axis=0)
        touching += row_sums @ marks[here]
        total += float(row_sums.sum())
    return PairSums(total - 2.0 * touching + inside, touching - inside, inside)
