"""A table as the lake wants it; what does not fit is kept beside it, in words."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.store.lake.fit import Misfits, fit_array, plain

Rescue = dict[int, dict[str, Any]]
Misplaced = Mapping[int, Mapping[str, Any]]
"""Values that fit no column, by row and by the name they came under (nested for a struct)."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A table of exactly the schema asked for, row for row the one that was given.

    ``rescued`` is text, one per row: null, or JSON of the values that did not fit, under their
    own names (those of a struct column below its name).
    """

    table: pa.Table
    rescued: pa.Array

    @property
    def rows_rescued(self) -> int:
        """Return how many rows had a value that did not fit."""
        return len(self.rescued) - int(self.rescued.null_count)


def fit_to(table: pa.Table, schema: pa.Schema, misfits: Misplaced | None = None) -> Fitted:
    """Cast *table* to *schema* with a loss check on every value.

    No row is lost and no value is changed: one that does not fit its column, and every value
    of a column or struct field that *schema* does not know, goes to ``rescued`` and its place
    is null. A column that is not given is null. See `fit.fit_array` for what fits.

    Args:
        table: What was given.
        schema: What is wanted.
        misfits: Values that had no place in *table* already, by row: they go to ``rescued`` too.
    """
    rescue: Rescue = {row: dict(kept) for row, kept in (misfits or {}).items()}
    columns = [_column(table, field, rescue) for field in schema]
    for name in table.column_names:
        if name not in schema.names:
            _keep(rescue, plain(table[name]), None, (name,))
    return Fitted(pa.table(columns, schema=schema), _as_json(rescue, table.num_rows))


def _column(table: pa.Table, field: pa.Field, rescue: Rescue) -> pa.Array:
    if field.name not in table.column_names:
        return pa.nulls(table.num_rows, field.type)
    values = plain(table[field.name])
    if pa.types.is_struct(field.type) and pa.types.is_struct(values.type):
        return _struct(values, field, rescue)
    fitted, misfits = fit_array(values, field.type)
    if misfits is not None:
        _keep(rescue, values, misfits, (field.name,))
    return fitted


def _struct(values: pa.StructArray, field: pa.Field, rescue: Rescue) -> pa.StructArray:
    given = dict(zip(values.type.names, values.flatten(), strict=True))
    children = []
    for child in field.type.fields:
        part = given.pop(child.name, None)
        fitted, misfits = fit_array(
            pa.nulls(len(values), child.type) if part is None else part, child.type
        )
        if part is not None and misfits is not None:
            _keep(rescue, plain(part), misfits, (field.name, child.name))
        children.append(fitted)
    for name, part in given.items():
        _keep(rescue, plain(part), None, (field.name, name))
    return pa.StructArray.from_arrays(
        children, fields=list(field.type.fields), mask=pc.is_null(values)
    )


def _keep(rescue: Rescue, values: pa.Array, which: Misfits | None, path: tuple[str, ...]) -> None:
    rows = np.flatnonzero(np.asarray(values.is_valid()) if which is None else which)
    for row, value in zip(rows.tolist(), values.take(pa.array(rows)).to_pylist(), strict=True):
        place = rescue.setdefault(row, {})
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place[path[-1]] = value


def _as_json(rescue: Rescue, rows: int) -> pa.Array:
    if not rescue:
        return pa.nulls(rows, pa.string())
    return pa.array(_texts(rescue, rows), pa.string())


def _texts(rescue: Rescue, rows: int) -> Iterator[str | None]:
    for row in range(rows):
        kept = rescue.get(row)
        yield None if kept is None else json.dumps(_plain(kept), ensure_ascii=False, default=str)


def _plain(value: Any) -> Any:
    # JSON has no NaN and no infinity: they are kept as words.
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
