"""Parquet files of a table: written and flushed before any commit names them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from deltalake.transaction import AddAction

from watchkeeper.model.clock import SystemClock
from watchkeeper.store.durable import make_folder, sync_file, sync_folder

ROWS_PER_GROUP = 262_144
_NO_DAY = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True, slots=True)
class DataFile:
    """A Parquet file of a snapshot: its path inside the table, its day, size and rows."""

    path: str
    day: date | None
    size: int
    rows: int


def write_days(
    root: Path, data: pa.Table, *, unique: frozenset[str], data_change: bool = True
) -> list[AddAction]:
    """Write one flushed file per day of *data* below *root*; return what a commit must add.

    All of them or none: what is there already when the disk is full does not stay.
    """
    written: list[AddAction] = []
    try:
        for day, part in split_by_day(data):
            written.append(_write_file(root, day, part, unique=unique, data_change=data_change))
    except BaseException:
        for file in written:
            (root / file.path).unlink(missing_ok=True)
        raise
    return written


def split_by_day(data: pa.Table) -> Iterator[tuple[date | None, pa.Table]]:
    """Yield the days of *data* with their rows, in the order given within a day."""
    if data.num_rows == 0:
        return
    days = data["day"].combine_chunks().cast(pa.int32())
    numbers = np.asarray(days.fill_null(np.iinfo(np.int32).min))
    if (numbers[1:] < numbers[:-1]).any():
        order = np.argsort(numbers, kind="stable")
        data, numbers = data.take(pa.array(order)), numbers[order]
    starts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]])
    for start, end in zip(starts, np.r_[starts[1:], numbers.size], strict=True):
        part = data.slice(start, end - start)
        yield part["day"][0].as_py(), part


def partition_value(day: date | None) -> str | None:
    """Return *day* as Delta's log writes it."""
    return None if day is None else day.isoformat()


def milliseconds() -> int:
    """Return the time as Delta's log writes it: milliseconds of the epoch."""
    return int(SystemClock().now().timestamp() * 1000)


def _write_file(
    root: Path, day: date | None, data: pa.Table, *, unique: frozenset[str], data_change: bool
) -> AddAction:
    folder = f"day={partition_value(day) or _NO_DAY}"
    name = f"{folder}/part-{uuid.uuid4().hex}.parquet"
    make_folder(root / folder)
    pq.write_table(
        data.drop_columns(["day"]),
        root / name,
        row_group_size=ROWS_PER_GROUP,
        compression="zstd",
        compression_level=1,
        use_dictionary=_repeating_text(data.schema, unique),
        store_schema=False,
    )
    sync_file(root / name)
    sync_folder(root / folder)
    return AddAction(
        path=name,
        size=(root / name).stat().st_size,
        partition_values={"day": partition_value(day)},
        modification_time=milliseconds(),
        data_change=data_change,
        stats=json.dumps({"numRecords": data.num_rows}),
    )


def _repeating_text(schema: pa.Schema, unique: frozenset[str]) -> list[str]:
    return [
        leaf
        for field in schema
        if field.name not in unique
        for leaf in _text_leaves(field, field.name)
    ]


def _text_leaves(field: pa.Field, path: str) -> Iterator[str]:
    if pa.types.is_string(field.type):
        yield path
    elif pa.types.is_list(field.type):
        yield from _text_leaves(field.type.value_field, f"{path}.list.element")
    elif pa.types.is_struct(field.type):
        for child in field.type.fields:
            yield from _text_leaves(child, f"{path}.{child.name}")
