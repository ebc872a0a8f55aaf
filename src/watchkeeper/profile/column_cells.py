"""Mergeable counts of one column: a struct of arrays, one row per cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import DataError
from watchkeeper.profile.runs import (
    Floats,
    Ints,
    largest_in_runs,
    smallest_in_runs,
    sum_runs,
)
from watchkeeper.profile.unseen import NONE_UNSEEN, UnseenNames, add_names

COUNTS = ("rows", "nulls", "invalid", "below", "above", "unseen", "zero", "integers")
SUMS = ("s1", "s2")


@dataclass(frozen=True, slots=True, eq=False)
class ColumnCells:
    """Counts of one column against its bins; every array has the leading axis G (cells).

    ``rows`` counts all rows, ``nulls`` those without a value (NaN too), ``invalid`` those
    whose value does not fit the column's type (infinity too); the rest are ``present``.
    ``below`` and ``above`` lie outside the reference's range and in no bin, ``unseen`` are
    categories the reference never had: ``bins.sum(1) + below + above + unseen == present``.
    ``zero`` and ``integers`` count numbers equal to 0 and whole numbers. ``minimum`` and
    ``maximum`` are NaN without a number. ``s1`` and ``s2`` are the sums of z and z squared,
    ``z = (x - mean) / sd`` with the reference's mean and s.d.
    """

    rows: Ints
    nulls: Ints
    invalid: Ints
    below: Ints
    above: Ints
    unseen: Ints
    zero: Ints
    integers: Ints
    minimum: Floats
    maximum: Floats
    s1: Floats
    s2: Floats
    bins: Ints
    unseen_names: tuple[UnseenNames, ...]

    @classmethod
    def empty(cls, cells: int, bins: int) -> ColumnCells:
        """Return cells that have counted nothing."""
        arrays: dict[str, Any] = {name: np.zeros(cells, dtype=np.int64) for name in COUNTS}
        arrays |= {name: np.zeros(cells) for name in SUMS}
        return cls(
            **arrays,
            minimum=np.full(cells, np.nan),
            maximum=np.full(cells, np.nan),
            bins=np.zeros((cells, bins), dtype=np.int64),
            unseen_names=(NONE_UNSEEN,) * cells,
        )

    def __len__(self) -> int:
        return int(self.rows.size)

    @property
    def present(self) -> Ints:
        """Return the number of usable values of each cell, shape (G,)."""
        return self.rows - self.nulls - self.invalid

    def merge(self, starts: npt.NDArray[np.intp]) -> ColumnCells:
        """Add up contiguous runs of cells.

        Args:
            starts: Shape (R,), not decreasing; run *i* is ``[starts[i], starts[i + 1])`` and
                the last one goes to the end. An empty run gives a cell without rows.
        """
        offsets = np.append(starts, len(self)).astype(np.int64)
        added = {name: sum_runs(getattr(self, name), offsets) for name in (*COUNTS, *SUMS, "bins")}
        ends = offsets.tolist()
        return ColumnCells(
            **added,
            minimum=smallest_in_runs(self.minimum, offsets),
            maximum=largest_in_runs(self.maximum, offsets),
            unseen_names=tuple(add_names(self.unseen_names[a:b]) for a, b in pairwise(ends)),
        )

    def select(self, where: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> ColumnCells:
        """Return the cells *where* a mask is True, or at the given positions, in their order."""
        at = np.flatnonzero(where) if where.dtype == np.bool_ else where
        arrays = {name: getattr(self, name)[at] for name in _ARRAYS}
        return ColumnCells(**arrays, unseen_names=tuple(self.unseen_names[i] for i in at.tolist()))

    @classmethod
    def concat(cls, parts: Sequence[ColumnCells]) -> ColumnCells:
        """Return the cells of all *parts* one after another.

        Raises:
            DataError: the parts were counted in different numbers of bins.
        """
        sizes = {part.bins.shape[1] for part in parts}
        if len(sizes) != 1:
            raise DataError(
                f"cells with {sorted(sizes)} bins cannot be put together",
                hint="they were counted against different baselines",
            )
        arrays = {name: np.concatenate([getattr(p, name) for p in parts]) for name in _ARRAYS}
        names = tuple(n for part in parts for n in part.unseen_names)
        return cls(**arrays, unseen_names=names)


_ARRAYS = tuple(f.name for f in fields(ColumnCells) if f.name != "unseen_names")
