"""All columns of a stream, hour by hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.profile.runs import Ints, sum_runs

__all__ = ["ColumnCells", "ProfileCells"]

Starts = npt.NDArray[np.datetime64]

NO_TIME = np.datetime64("NaT", "us")


@dataclass(frozen=True, slots=True, eq=False)
class ProfileCells:
    """Counts of every column, one cell per UTC hour (or a single cell without a time).

    ``start`` is datetime64[us], shape (G,): the hour's beginning in UTC, NaT where there is
    no time. ``duplicates`` counts the rows of a cell whose features all recur within it
    (rows less distinct rows). Columns that were not in the frame have no entry.
    ``null_timestamps`` counts the rows without a timestamp, which are in no cell.
    """

    start: Starts
    rows: Ints
    duplicates: Ints
    columns: Mapping[str, ColumnCells]
    null_timestamps: int = 0

    def __len__(self) -> int:
        return int(self.rows.size)

    def merge(self, starts: npt.NDArray[np.intp]) -> ProfileCells:
        """Add up contiguous runs of cells: one run per window.

        Args:
            starts: Shape (R,), not decreasing; run *i* is ``[starts[i], starts[i + 1])`` and
                the last one goes to the end. An empty run gives a cell without rows and time.
        """
        offsets = np.append(starts, len(self)).astype(np.int64)
        start = np.full(len(starts), NO_TIME)
        filled = offsets[1:] > offsets[:-1]
        start[filled] = self.start[offsets[:-1][filled]]
        return ProfileCells(
            start,
            sum_runs(self.rows, offsets),
            sum_runs(self.duplicates, offsets),
            {name: cells.merge(starts) for name, cells in self.columns.items()},
            self.null_timestamps,
        )

    def total(self) -> ProfileCells:
        """Return everything in one cell (G = 1)."""
        return self.merge(np.zeros(1, dtype=np.intp))

    def select(self, where: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> ProfileCells:
        """Return the cells *where* a mask is True, or at the given positions, in their order."""
        at = np.flatnonzero(where) if where.dtype == np.bool_ else where
        return ProfileCells(
            self.start[at],
            self.rows[at],
            self.duplicates[at],
            {name: cells.select(at) for name, cells in self.columns.items()},
            self.null_timestamps,
        )

    @classmethod
    def concat(cls, parts: Sequence[ProfileCells]) -> ProfileCells:
        """Return the cells of all *parts* (at least one) one after another.

        A column that a part lacks gets cells without rows there.

        Raises:
            DataError: a column was counted in different numbers of bins.
        """
        sizes = {n: c.bins.shape[1] for part in parts for n, c in part.columns.items()}
        columns = {
            name: ColumnCells.concat(
                [part.columns.get(name) or ColumnCells.empty(len(part), bins) for part in parts]
            )
            for name, bins in sizes.items()
        }
        return cls(
            np.concatenate([part.start for part in parts]),
            np.concatenate([part.rows for part in parts]),
            np.concatenate([part.duplicates for part in parts]),
            columns,
            sum(part.null_timestamps for part in parts),
        )

    def in_order(self) -> ProfileCells:
        """Return one cell per hour, in order of time: equal hours are added up."""
        order = np.argsort(self.start, kind="stable")
        ordered = self.select(order)
        first = np.ones(len(self), dtype=np.bool_)
        first[1:] = ordered.start[1:] != ordered.start[:-1]
        return ordered.merge(np.flatnonzero(first))
