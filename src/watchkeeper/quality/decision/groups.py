"""The coarse groups in which shapes are compared: 10 for numbers, 30 for categories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.profile.bins import Bins, NumericBins
from watchkeeper.profile.column_cells import ColumnCells

NUMBER_GROUPS = 10
CATEGORY_GROUPS = 30

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ShapeGroups:
    """Which group each cell of a column falls in, (B,); ``below`` and so on have their own."""

    of_cell: Ints
    numeric: bool
    size: int

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


def shape_groups(
    bins: Bins, reference: ColumnCells, *, at_most: int = CATEGORY_GROUPS
) -> ShapeGroups:
    """Group the cells of a column so that each group has about equal reference mass.

    *at_most* bounds the groups in which known categories are counted.
    """
    if not isinstance(bins, NumericBins):
        of_cell = np.minimum(np.arange(bins.size), max(1, min(at_most, CATEGORY_GROUPS)) - 1)
        return ShapeGroups(of_cell, False, int(of_cell[-1]) + 2)
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
    return ShapeGroups(of_cell, True, inside + 2)
