"""Rows as they are handed over: checked, completed, and made fit for a table."""

from __future__ import annotations

import os
from collections.abc import Collection
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.errors import DataError, closest
from watchkeeper.profile.canonical import canonical_text
from watchkeeper.store.lake.fit import plain


def check_columns(table: pa.Table, known: Collection[str], needed: Collection[str]) -> None:
    """Refuse a table that lacks a column of *needed* or has one that is not *known*.

    Raises:
        DataError: it names the column, and the nearest known one.
    """
    for name in needed:
        if name not in table.column_names:
            raise DataError(f"column {name!r} is missing", hint=f"given: {table.column_names}")
    for name in table.column_names:
        if name not in known:
            raise DataError(f"no column is called {name!r}", hint=closest(name, known))


def check_values(table: pa.Table, name: str, allowed: Collection[str]) -> None:
    """Refuse values of the text column *name* that are not *allowed*.

    Raises:
        DataError: it names the value, and the nearest allowed one.
    """
    for value in pc.unique(table[name]).to_pylist():
        if value not in allowed:
            raise DataError(f"{name} is {value!r}", hint=closest(str(value), allowed))


def put_column(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    """Return *table* with *column* in the place of *name*, or behind the others."""
    if name in table.column_names:
        return table.set_column(table.column_names.index(name), name, column)
    return table.append_column(name, column)


def check_present(table: pa.Table, name: str) -> None:
    """Refuse a table with a null in the column *name*.

    Raises:
        DataError: it says in how many rows.
    """
    nulls = table[name].null_count
    if nulls:
        raise DataError(f"{name} is missing in {nulls} of {table.num_rows} rows")


def with_default(table: pa.Table, name: str, value: pa.Scalar) -> pa.Table:
    """Return *table* with *value* wherever the column *name* is absent or null."""
    if name not in table.column_names or pa.types.is_null(table[name].type):
        return put_column(table, name, pa.repeat(value, table.num_rows))
    column = plain(table[name])
    if not column.null_count:
        return table
    return put_column(table, name, pc.fill_null(column, value.cast(column.type)))


def with_names(table: pa.Table, name: str) -> pa.Table:
    """Return *table* with the column *name* as text: text stays, the number 1.0 is ``"1"``."""
    if name not in table.column_names or pa.types.is_string(plain(table[name]).type):
        return table
    return with_classes(table, name)


def with_classes(table: pa.Table, name: str) -> pa.Table:
    """Return *table* with the column *name* as classes: 1.0 and ``"1.0"`` are ``"1"``.

    NaN is no class, hence null.
    """
    if name not in table.column_names:
        return table
    column = plain(table[name])
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    coded = column.dictionary_encode()
    texts = pa.array([canonical_text(v) for v in coded.dictionary.to_pylist()], pa.string())
    return put_column(table, name, texts.take(coded.indices))


def new_ids(count: int, batch_id: str | None = None) -> list[str]:
    """Return *count* new ids, 32 hex digits each.

    With a *batch_id* they follow from it and from the place in the batch, so that the same
    batch sent again has the same ids; without, they are random (UUID version 4).
    """
    if batch_id is not None:
        name = batch_id.encode()
        return [blake2b(b"%d/%b" % (i, name), digest_size=16).hexdigest() for i in range(count)]
    raw = np.frombuffer(os.urandom(16 * count), np.uint8).reshape(count, 16).copy()
    raw[:, 6] = raw[:, 6] & 0x0F | 0x40
    raw[:, 8] = raw[:, 8] & 0x3F | 0x80
    text = raw.tobytes().hex()
    return [text[i : i + 32] for i in range(0, 32 * count, 32)]


def utc_days(times: pa.Array) -> pa.Array:
    """Return the UTC day of each of *times*; null where there is no time."""
    return pc.floor_temporal(times, unit="day").cast(pa.timestamp("us")).cast(pa.date32())
