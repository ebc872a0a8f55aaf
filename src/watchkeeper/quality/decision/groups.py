"""The coarse groups in which shapes are compared: 10 for numbers, 30 for categories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.profile.bins import Bins, CategoryBins, NumericBins
from watchkeeper.profile.column_cells import ColumnCells

NUMBER_GROUPS = 10
CATEGORY_GROUPS = 30
_ROWS_A_GROUP = 5
# The largest counts of many small ones are large by luck, so the next frame has fewer.
_ROWS_A_NAME = 10

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ShapeGroups:
    """Which group each cell of a column falls in, (B,); ``below`` and so on have their own.

    ``once``, shape (size,), are those of the reference's ``present`` rows whose category is that
    of no other row.
    """

    of_cell: Ints
    numeric: bool
    size: int
    once: Ints
    present: int

    def counts(self, cells: ColumnCells) -> Floats:
        """Return group counts, shape (G, size): values below, above, unseen come last."""
        counts = np.zeros((cells.rows.size, self.size))
        # Cells of a group are neighbours, so each group is a run of them.
        first = np.flatnonzero(np.diff(self.of_cell, prepend=-1))
        counts[:, : first.size] = np.add.reduceat(cells.bins, first, axis=1)
        if self.numeric:
            counts[:, -2], counts[:, -1] = cells.below, cells.above
        else:
            counts[:, -1] = cells.unseen
        return counts

    def of_reference(self, cells: ColumnCells) -> Floats:
        """Return the counts of the reference's *cells* as a next row would find them, (G, size)."""
        return self.as_next_rows(self.counts(cells))

    def as_next_rows(self, counts: Floats) -> Floats:
        """Return *counts* of the reference's own rows, (G, size), as if they came after it.

        A row whose category is that of no other row would have been unseen, had it come next:
        the share of such rows is what to expect of unseen values without any drift.

        Source:
            I. J. Good, The population frequencies of species and the estimation of population
            parameters, Biometrika 40 (1953) 237-264.
        """
        share = counts.sum(1, keepdims=True) / max(self.present, 1)
        moved = np.minimum(share * self.once, counts)
        counts = counts - moved
        counts[:, -1] += moved.sum(1)
        return counts


def shape_groups(
    bins: Bins, reference: ColumnCells, *, at_most: int = CATEGORY_GROUPS
) -> ShapeGroups:
    """Group the cells of a column so that each group has about equal reference mass.

    *at_most* bounds the groups in which known categories are counted.
    """
    if not isinstance(bins, NumericBins):
        of_cell = np.minimum(np.arange(bins.size), max(1, min(at_most, CATEGORY_GROUPS)) - 1)
        size = int(of_cell[-1]) + 2
        once = _once(bins, reference, of_cell, size)
        return ShapeGroups(of_cell, False, size, once, int(reference.present[0]))
    mass = reference.bins[0].astype(np.float64)
    # An off-grid value equals no reference value: a group of its own, whatever its mass.
    on_grid = mass[:-1] if bins.discrete else mass
    middle = np.cumsum(on_grid) - on_grid / 2
    share = middle / max(on_grid.sum(), 1.0)
    raw = np.minimum((share * NUMBER_GROUPS).astype(np.int64), NUMBER_GROUPS - 1)
    of_cell = np.unique(raw, return_inverse=True)[1].astype(np.int64)
    inside = int(of_cell.max(initial=-1)) + 1
    if bins.discrete:
        of_cell = np.append(of_cell, inside)
        inside += 1
    nothing = np.zeros(inside + 2, np.int64)
    return ShapeGroups(of_cell, True, inside + 2, nothing, int(reference.present[0]))


def frame_groups(bins: Bins, reference: ColumnCells, rows: int) -> ShapeGroups:
    """Return the groups in which a frame of *rows* rows is compared with one *reference*.

    A group of categories has 5 of the rows to expect, and a name of its own has 10 rows of the
    reference: the others are one group.
    """
    if isinstance(bins, NumericBins):
        return shape_groups(bins, reference)
    named = int(np.count_nonzero(reference.bins[0, :-1] >= _ROWS_A_NAME))
    return shape_groups(bins, reference, at_most=min(rows // _ROWS_A_GROUP, named + 1))


def _once(bins: CategoryBins, reference: ColumnCells, of_cell: Ints, size: int) -> Ints:
    if not bins.once:
        # None, or a baseline of before they were counted.
        return np.zeros(size, np.int64)
    alone = (reference.bins[0] == 1).astype(np.int64)
    # The last cell has all categories that have none of their own.
    alone[-1] = bins.once - alone[:-1].sum()
    return np.bincount(of_cell, weights=alone, minlength=size).astype(np.int64)
