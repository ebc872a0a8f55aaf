"""Counts turned into smoothed shares: the first step of every distance."""

from __future__ import annotations

import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, not_negative, paired_counts


def smoothed_shares(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, smoothing: float
) -> tuple[Floats, Floats]:
    """Return the shares of *reference* and of *current* after *smoothing* rows in every bin.

    Half a row in every bin makes an empty bin cost a finite amount that shrinks as 1/n, where a
    tiny epsilon would let one empty bin decide alone. 0 gives the textbook shares.

    Raises:
        ValueError: as :func:`watchkeeper.stats.arrays.paired_counts`, or smoothing below 0.
        NotEnoughData: one of the two holds no row.
    """
    ref, cur = paired_counts(reference, current)
    added = not_negative(smoothing, name="smoothing")
    q, p = ((c + added) / (c.sum() + added * c.size) for c in (ref, cur))
    return q, p
