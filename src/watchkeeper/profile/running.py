"""Cells that grow batch by batch."""

from __future__ import annotations

import numpy as np

from watchkeeper.profile.bins import Bins
from watchkeeper.profile.column_cells import COUNTS, SUMS, ColumnCells
from watchkeeper.profile.unseen import add_names


class RunningCells:
    """The cells of one column while its batches come in."""

    __slots__ = ("_cells", "_names")

    def __init__(self, size: int, bins: Bins) -> None:
        self._cells = ColumnCells.empty(size, bins.size)
        self._names = list(self._cells.unseen_names)

    def add(self, first: int, part: ColumnCells) -> None:
        """Add the cells of *part* to those from position *first* on."""
        cells, here = self._cells, slice(first, first + len(part))
        for name in (*COUNTS, *SUMS, "bins"):
            getattr(cells, name)[here] += getattr(part, name)
        np.fmin(cells.minimum[here], part.minimum, out=cells.minimum[here])
        np.fmax(cells.maximum[here], part.maximum, out=cells.maximum[here])
        for i in np.flatnonzero(part.unseen).tolist():
            self._names[first + i] = add_names([self._names[first + i], part.unseen_names[i]])

    def done(self) -> ColumnCells:
        """Return the cells; nothing may be added afterwards."""
        arrays = {name: getattr(self._cells, name) for name in (*COUNTS, *SUMS, "bins")}
        return ColumnCells(
            **arrays,
            minimum=self._cells.minimum,
            maximum=self._cells.maximum,
            unseen_names=tuple(self._names),
        )
