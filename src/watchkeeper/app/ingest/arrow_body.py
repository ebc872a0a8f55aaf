"""Records as they come in an Arrow stream: checked, and made into rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.app.ingest.column import TIMESTAMP, times
from watchkeeper.errors import DataError, closest
from watchkeeper.store.given import put_column, with_names
from watchkeeper.store.labels import SOURCES, VERDICTS
from watchkeeper.store.lake.fit import plain
from watchkeeper.store.operations import KINDS, OUTCOMES
from watchkeeper.store.predictions import STATUSES
from watchkeeper.wire.records import LABEL_FIELDS, OPERATION_FIELDS, PREDICTION_FIELDS

#: What a stream may unfold to in memory: a packed one can hold far more than its size.
MAX_UNFOLDED = 512 * 2**20

_TEXTS = ("prediction_id", "entity_id", "group_id", "request_id", "annotator", "name", "error")


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a kind of record: ``needed`` ones in every row, some with few values."""

    known: frozenset[str]
    needed: tuple[str, ...]
    times: tuple[str, ...]
    allowed: dict[str, tuple[str, ...]]
    structs: tuple[str, ...] = ()


SHAPES: dict[str, Shape] = {
    "predictions": Shape(
        known=frozenset(PREDICTION_FIELDS),
        needed=("features",),
        times=("timestamp",),
        allowed={"status": STATUSES},
        structs=("features", "scores"),
    ),
    "labels": Shape(
        known=frozenset(LABEL_FIELDS),
        needed=("prediction_id",),
        times=("observed_at", "prediction_time"),
        allowed={"source": SOURCES, "verdict": VERDICTS},
    ),
    "operations": Shape(
        known=frozenset(OPERATION_FIELDS),
        needed=("kind",),
        times=("timestamp",),
        allowed={"kind": KINDS, "status": OUTCOMES},
    ),
}


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that is not kept, and why."""

    index: int
    field: str
    reason: str


def read_stream(body: bytes) -> pa.Table:
    """Return the table in the Arrow IPC stream *body*, every buffer of it checked.

    Raises:
        DataError: it is no such stream, or a broken one, or it unfolds to too much.
    """
    batches = []
    size = 0
    try:
        with pa.ipc.open_stream(body) as reader:
            schema = reader.schema
            for batch in reader:
                batch.validate(full=True)
                size += batch.nbytes
                if size > MAX_UNFOLDED:
                    raise DataError(f"the stream unfolds to more than {MAX_UNFOLDED:,} bytes")
                batches.append(batch)
        return pa.Table.from_batches(batches, schema)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DataError(f"the body is no sound Arrow IPC stream: {error}") from error


def check_stream(kind: str, table: pa.Table) -> tuple[pa.Table, list[Rejected]]:
    """Return the rows of *table* that can be kept, and the others with the reason.

    Raises:
        DataError: a column is missing or unknown, or has a type that it cannot have.
    """
    shape = SHAPES[kind]
    _check_columns(shape, table)
    keep = pa.repeat(True, table.num_rows)
    rejected: list[Rejected] = []
    for name, bad, reason in _faults(kind, shape, table):
        for index in pc.indices_nonzero(pc.and_(keep, bad)).to_pylist():
            rejected.append(Rejected(index, name, reason))
        keep = pc.and_(keep, pc.invert(bad))
    if rejected:
        table = table.filter(keep)
    return table, sorted(rejected, key=lambda r: r.index)


def normal_columns(table: pa.Table, kind: str, received_at: datetime) -> pa.Table:
    """Return *table* with its times in UTC and its names as text."""
    for name in SHAPES[kind].times:
        if name in table.column_names:
            table = put_column(table, name, _in_utc(table[name]))
    if "timestamp" in SHAPES[kind].times:
        received = pa.scalar(received_at, TIMESTAMP)
        if "timestamp" in table.column_names:
            table = put_column(table, "timestamp", pc.fill_null(table["timestamp"], received))
        else:
            table = table.append_column("timestamp", pa.repeat(received, table.num_rows))
    for name in (*_TEXTS, *SHAPES[kind].allowed):
        table = with_names(table, name)
    return table


def _check_columns(shape: Shape, table: pa.Table) -> None:
    names = table.column_names
    for name in names:
        if name not in shape.known:
            raise DataError(f"no column is called {name!r}", hint=closest(name, shape.known))
    if len(set(names)) < len(names):
        raise DataError("a column is there twice")
    for name in shape.needed:
        if name not in names:
            raise DataError(f"column {name!r} is missing")
    for name in set(names).intersection(shape.structs):
        _check_struct(name, table[name].type)
    for name in set(names).intersection(shape.times):
        _check_time(name, table[name].type)


def _check_struct(name: str, kind: pa.DataType) -> None:
    if not pa.types.is_struct(kind):
        raise DataError(f"column {name!r} must be a struct, not {kind}")
    if len({f.name for f in kind}) < kind.num_fields:
        raise DataError(f"a field of {name!r} is there twice")


def _check_time(name: str, kind: pa.DataType) -> None:
    if pa.types.is_timestamp(kind):
        if kind.tz is None:
            hint = "say which: timestamp('us', 'UTC')"
            raise DataError(f"column {name!r} has times without a zone", hint=hint)
        return
    numbers = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    if not (numbers or pa.types.is_null(kind) or pa.types.is_string(kind)):
        raise DataError(f"column {name!r} must hold times, not {kind}")


def _faults(kind: str, shape: Shape, table: pa.Table) -> Sequence[tuple[str, pa.Array, str]]:
    """Return the columns in which rows are wrong: which rows, and what is wrong with them."""
    found = []
    for name in shape.needed:
        found.append((name, plain(table[name]).is_null(), f"`{name}` is missing"))
    for name, allowed in shape.allowed.items():
        if name in table.column_names and not pa.types.is_null(table[name].type):
            values = plain(with_names(table, name)[name])
            bad = pc.and_(values.is_valid(), pc.invert(pc.is_in(values, pa.array(allowed))))
            found.append((name, bad, f"must be one of {', '.join(allowed)}"))
    for name in shape.times:
        if name in table.column_names:
            given = plain(table[name])
            lost = pc.and_(given.is_valid(), _in_utc(table[name]).is_null())
            found.append((name, lost, "is not a time with a zone"))
    if kind == "labels":
        found.append(("label", _unlabelled(table), "`label` is missing"))
    return found


def _unlabelled(table: pa.Table) -> pa.Array:
    rows = table.num_rows
    nothing = pa.repeat(True, rows)
    if "label" in table.column_names:
        nothing = plain(table["label"]).is_null()
    if "verdict" not in table.column_names:
        return nothing
    verdict = plain(with_names(table, "verdict")["verdict"])
    if pa.types.is_null(verdict.type):
        return nothing
    said = pc.is_in(verdict, pa.array(["cannot_say", "skip"]))
    return pc.and_(nothing, pc.invert(said))


def _in_utc(values: pa.ChunkedArray) -> pa.Array:
    flat = plain(values)
    if pa.types.is_timestamp(flat.type):
        # Below a microsecond nothing is kept.
        return flat.cast(TIMESTAMP, safe=False)
    return times(flat.to_pylist())[0]
