"""How the rows of one model lie in the lake, and the names people use for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.model.registry import Model
from watchkeeper.store.catalog.fields import StoredField
from watchkeeper.store.lake.fit import fit_array
from watchkeeper.store.lake.schemas import LABELS, PREDICTIONS, TIMESTAMP, with_fields

_SIMPLE = {
    str(kind): kind for kind in (pa.float64(), pa.int64(), pa.bool_(), pa.string(), pa.date32())
} | {str(TIMESTAMP): TIMESTAMP}


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a model's tables.

    ``features`` and ``scores`` are the declared struct fields in order of declaration; of a
    name that was declared with several types the last is used for new rows, and the others
    are read as far as they fit it.
    """

    model: Model
    features: tuple[StoredField, ...]
    scores: tuple[StoredField, ...]

    @property
    def answer_type(self) -> pa.DataType:
        """Return the type of predictions and labels: a number, or the name of a class."""
        return pa.float64() if self.model.task == "regression" else pa.string()

    def predictions(self, *, stored: bool = True) -> pa.Schema:
        """Return the columns of ``predictions``, with stored names or with people's names."""
        answer = pa.field("prediction", self.answer_type)
        return with_fields(PREDICTIONS.schema, [answer, *self._structs(stored=stored)])

    def labels(self) -> pa.Schema:
        """Return the columns of ``labels``."""
        return with_fields(LABELS.schema, [pa.field("label", self.answer_type)])

    def to_stored(self, table: pa.Table) -> pa.Table:
        """Rename the fields of the structs of *table*, which has people's names."""
        for part, fields in self._parts():
            if part in table.column_names:
                table = _replaced(table, part, _stored_struct(table[part], fields))
        return table

    def to_named(self, table: pa.Table) -> pa.Table:
        """Give the structs of *table*, as read from the lake, people's names."""
        for part, fields in self._parts():
            if part in table.column_names:
                table = _replaced(table, part, _named_struct(table[part], fields))
        return table

    def _parts(self) -> tuple[tuple[str, tuple[StoredField, ...]], ...]:
        return ("features", self.features), ("scores", self.scores)

    def _structs(self, *, stored: bool) -> list[pa.Field]:
        return [
            pa.field(part, pa.struct(stored_fields(fields) if stored else latest_fields(fields)))
            for part, fields in self._parts()
            if fields
        ]


def stored_fields(fields: Iterable[StoredField]) -> list[pa.Field]:
    """Return every field as it is stored."""
    return [pa.field(f.stored, type_of(f.type)) for f in fields]


def latest_fields(fields: Iterable[StoredField]) -> list[pa.Field]:
    """Return each name once, with the type declared last."""
    kinds = {f.name: f.type for f in fields}
    return [pa.field(name, type_of(kind)) for name, kind in kinds.items()]


def lake_type(kind: pa.DataType, *, whole_numbers: bool = True) -> str:
    """Return the type, as text, under which a column of type *kind* is kept.

    Numbers are 64 bits wide, times are microseconds in UTC; a column of another kind (lists,
    bytes) is declared as text, so that its values are rescued.

    Args:
        kind: The type in the frame.
        whole_numbers: Keep integers as such; else all numbers are double.
    """
    if pa.types.is_dictionary(kind):
        return lake_type(kind.value_type, whole_numbers=whole_numbers)
    if pa.types.is_integer(kind):
        return str(pa.int64() if whole_numbers else pa.float64())
    if pa.types.is_floating(kind) or pa.types.is_null(kind):
        return str(pa.float64())
    if pa.types.is_timestamp(kind):
        return str(TIMESTAMP)
    if pa.types.is_date(kind):
        return str(pa.date32())
    if pa.types.is_boolean(kind) or pa.types.is_decimal128(kind):
        return str(kind)
    return str(pa.string())


def type_of(text: str) -> pa.DataType:
    """Return the Arrow type that `lake_type` wrote as *text*."""
    simple = _SIMPLE.get(text)
    if simple is not None:
        return simple
    precision, scale = (int(n) for n in re.findall(r"-?\d+", text.removeprefix("decimal128")))
    return pa.decimal128(precision, scale)


def _stored_struct(column: pa.ChunkedArray, fields: Sequence[StoredField]) -> pa.StructArray:
    struct = column.combine_chunks()
    children = dict(zip(struct.type.names, struct.flatten(), strict=True))
    latest = {f.name: f for f in fields}
    arrays = [
        children[f.name] if latest[f.name] is f else pa.nulls(len(struct), type_of(f.type))
        for f in fields
    ]
    return pa.StructArray.from_arrays(arrays, fields=stored_fields(fields), mask=struct.is_null())


def _named_struct(column: pa.ChunkedArray, fields: Sequence[StoredField]) -> pa.StructArray:
    struct = column.combine_chunks()
    children = dict(zip(struct.type.names, struct.flatten(), strict=True))
    wanted = latest_fields(f for f in fields if f.stored in children)
    arrays = []
    for field in wanted:
        # The type declared last comes first: it is the one new rows are written in.
        parts = [children[f.stored] for f in reversed(fields) if f.name == field.name]
        fitted = [fit_array(part, field.type)[0] for part in parts]
        arrays.append(fitted[0] if len(fitted) == 1 else pc.coalesce(*fitted))
    return pa.StructArray.from_arrays(arrays, fields=wanted, mask=struct.is_null())


def _replaced(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), pa.field(name, column.type), column)
