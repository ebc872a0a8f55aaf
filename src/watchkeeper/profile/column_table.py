"""The columns of a baseline, less their counts, as an Arrow table: one row per column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from watchkeeper.profile.bins import Bins, CategoryBins, NumericBins
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells

_SCHEMA = pa.schema(
    {
        "name": pa.string(),
        "role": pa.string(),
        "kind": pa.string(),
        "arrow_type": pa.string(),
        "position": pa.int64(),
        "edges": pa.list_(pa.float64()),
        "discrete": pa.bool_(),
        "mean": pa.float64(),
        "sd": pa.float64(),
        "names": pa.list_(pa.string()),
        "others": pa.list_(pa.string()),
    }
)


def columns_to_table(columns: Sequence[ColumnBaseline]) -> pa.Table:
    """Return names, parts, types and bins of *columns*, in their order."""
    return pa.Table.from_pylist([_row(column) for column in columns], schema=_SCHEMA)


def columns_from_table(table: pa.Table) -> list[ColumnBaseline]:
    """Return the columns that `columns_to_table` wrote, with empty counts."""
    return [_column(row) for row in table.to_pylist()]


def _row(column: ColumnBaseline) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": column.name,
        "role": column.role,
        "kind": column.kind,
        "arrow_type": column.arrow_type,
        "position": column.position,
    }
    bins = column.bins
    if isinstance(bins, CategoryBins):
        return row | {"names": bins.names, "others": sorted(bins.known - set(bins.names))}
    return row | {
        "edges": bins.edges.tolist(),
        "discrete": bins.discrete,
        "mean": bins.mean,
        "sd": bins.sd,
    }


def _column(row: Mapping[str, Any]) -> ColumnBaseline:
    bins = _bins(row)
    return ColumnBaseline(
        name=row["name"],
        role=row["role"],
        kind=row["kind"],
        arrow_type=row["arrow_type"],
        bins=bins,
        total=ColumnCells.empty(1, bins.size),
        position=row["position"],
    )


def _bins(row: Mapping[str, Any]) -> Bins:
    if row["kind"] == "category":
        return CategoryBins(tuple(row["names"]), frozenset(row["names"] + row["others"]))
    return NumericBins(
        np.array(row["edges"], dtype=np.float64), row["discrete"], row["mean"], row["sd"]
    )
