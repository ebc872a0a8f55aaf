"""How many cuts lie at or below each value: by search, or several times faster by table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.profile.runs import Bools, Floats

Ranks = npt.NDArray[np.intp]

_BUCKETS = 4_096


def ranks_by_search(values: Floats, cuts: Floats) -> Ranks:
    """Return the number of *cuts* (sorted, distinct) at or below each of *values*."""
    return np.searchsorted(cuts, values, side="right")


@dataclass(frozen=True, slots=True, eq=False)
class RankTable:
    """Buckets of equal width over the cuts, each with the cuts before it and the one inside.

    The bucket of a value never decreases with the value, in floating point too; so the cuts in
    earlier buckets lie below it, those in later ones above it, and only a cut of its own
    bucket is compared. Buckets with several cuts are searched. Hence exact for any cuts.
    """

    cuts: Floats
    low: float
    per_unit: float
    before: Ranks
    inside: Floats
    crowded: Bools | None

    def ranks(self, values: Floats) -> Ranks:
        """Return the number of cuts at or below each of *values*, which are finite."""
        bucket = _buckets(values, self.low, self.per_unit)
        ranks = self.before.take(bucket)
        ranks += values >= self.inside.take(bucket)
        if self.crowded is not None:
            search = np.flatnonzero(self.crowded.take(bucket))
            ranks[search] = ranks_by_search(values[search], self.cuts)
        return ranks


def rank_table(cuts: Floats) -> RankTable | None:
    """Return the table for *cuts* (sorted, distinct); None where no grid can tell them apart."""
    # The outermost cuts are often outliers, which would leave the others in a single bucket.
    low, high = (cuts[1], cuts[-2]) if cuts.size > 4 else (cuts[0], cuts[-1])
    with np.errstate(over="ignore", divide="ignore"):
        per_unit = (_BUCKETS - 1) / (high - low)
    if not 0 < per_unit < np.inf:
        return None
    bucket = _buckets(cuts, low, per_unit)
    held = np.bincount(bucket, minlength=_BUCKETS)
    inside = np.full(_BUCKETS, np.inf)
    inside[bucket] = cuts
    crowded = held > 1
    return RankTable(
        cuts,
        float(low),
        float(per_unit),
        np.cumsum(held) - held,
        inside,
        crowded if crowded.any() else None,
    )


def _buckets(values: Floats, low: float, per_unit: float) -> Ranks:
    with np.errstate(over="ignore"):
        place = values - low
        place *= per_unit
    np.clip(place, 0, _BUCKETS - 1, out=place)
    return place.astype(np.intp)
