"""Two samples as counts of their distinct values, for rank tests on tied data."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from watchkeeper.stats.arrays import Counts, Floats

# Above this the cells are made of neighbouring values: random tables then stay quick.
_MOST_CELLS = 1000
# Share of all triples of rows that are equal; below it, ties do not move a law for values
# without ties by more than that share.
_FEW_TIES = 0.001


class Cells(NamedTuple):
    """Rows of either side by distinct value, in ascending order, and whether ties matter."""

    reference: Counts
    current: Counts
    tied: bool


def distinct_values(reference: Floats, current: Floats) -> tuple[Counts, Counts]:
    """Return how often each distinct value comes up on either side, in ascending order."""
    values, place = np.unique(np.concatenate((reference, current)), return_inverse=True)
    sides = place[: reference.size], place[reference.size :]
    ref, cur = (np.bincount(side, minlength=values.size) for side in sides)
    return ref, cur


def cells_of_values(reference: Floats, current: Floats) -> Cells:
    """Return how often each distinct value comes up on either side, and whether ties matter.

    Where ties matter and there are more than 1,000 distinct values, neighbours are put together
    into cells of about equal mass; only the sums of both sides decide which.

    Args:
        reference: Shape (n,).
        current: Shape (m,).
    """
    ref, cur = distinct_values(reference, current)
    total = (ref + cur).astype(np.float64)
    tied = float(np.sum(total**3 - total)) > _FEW_TIES * total.sum() ** 3
    if tied and total.size > _MOST_CELLS:
        above = np.floor(np.cumsum(total) * _MOST_CELLS / total.sum())
        starts = np.flatnonzero(np.diff(above, prepend=-1.0))
        ref, cur = np.add.reduceat(ref, starts), np.add.reduceat(cur, starts)
    return Cells(ref, cur, tied)
