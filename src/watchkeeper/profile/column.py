"""What the baseline knows about one column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from watchkeeper.profile.bins import Bins, CategoryBins, NumericBins
from watchkeeper.profile.column_cells import ColumnCells

ColumnRole = Literal["feature", "prediction", "score"]
ColumnKind = Literal["numeric", "category"]

OTHER = "other"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ColumnBaseline:
    """One column of the reference: its part, type and bins, and the reference's counts in them.

    ``total`` is the whole reference in one cell (G = 1); ``position`` the column's place in
    the reference frame; ``arrow_type`` the name of its type there.
    """

    name: str
    role: ColumnRole
    kind: ColumnKind
    arrow_type: str
    bins: Bins
    total: ColumnCells
    position: int

    @property
    def numeric(self) -> NumericBins:
        """Return the bins of a numeric column."""
        if not isinstance(self.bins, NumericBins):
            raise TypeError(f"column {self.name!r} is a category, it has no numeric bins")
        return self.bins

    @property
    def category(self) -> CategoryBins:
        """Return the bins of a category column."""
        if not isinstance(self.bins, CategoryBins):
            raise TypeError(f"column {self.name!r} is numeric, it has no categories")
        return self.bins

    @property
    def present(self) -> int:
        """Return the number of usable reference values."""
        return int(self.total.present[0])

    @property
    def null_share(self) -> float:
        """Return the share of reference rows without a value; NaN for a reference of no rows."""
        rows = int(self.total.rows[0])
        return int(self.total.nulls[0]) / rows if rows else float("nan")

    @property
    def all_integers(self) -> bool:
        """Return whether every reference value is a whole number."""
        return self.kind == "numeric" and 0 < self.present == int(self.total.integers[0])

    @property
    def minimum(self) -> float:
        """Return the smallest reference value; NaN for categories."""
        return float(self.total.minimum[0])

    @property
    def maximum(self) -> float:
        """Return the largest reference value; NaN for categories."""
        return float(self.total.maximum[0])

    @property
    def constant(self) -> bool:
        """Return whether the reference holds a single value."""
        if isinstance(self.bins, CategoryBins):
            return int(np.count_nonzero(self.total.bins[0])) == 1 and len(self.bins.known) == 1
        return self.minimum == self.maximum

    @property
    def category_counts(self) -> Mapping[str, int]:
        """Return the reference's rows by category; those beyond the 100 names under "other"."""
        counts = self.total.bins[0].tolist()
        named = dict(zip(self.category.names, counts, strict=False))
        return {**named, OTHER: named.get(OTHER, 0) + counts[-1]} if counts[-1] else named
