"""Records as request bodies, made in the collector's thread."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from watchkeeper.sdk.clock import as_us
from watchkeeper.sdk.outbox import Batch
from watchkeeper.wire.doors import Kind
from watchkeeper.wire.records import LABEL_FIELDS, OPERATION_FIELDS, PREDICTION_FIELDS
from watchkeeper.wire.values import PLAIN_TYPES, Plain, plain

# What Client.log and its sisters put into the queue: one value per field, in their order.
Logged = tuple[Any, ...]
Record = dict[str, Any]

FIELDS: Mapping[Kind, tuple[str, ...]] = {
    "predictions": PREDICTION_FIELDS,
    "labels": LABEL_FIELDS,
    "operations": OPERATION_FIELDS,
}

# Encoding 10 to 50 records a call is fastest; at 1,000 a call the text outgrows the cache.
CHUNK = 50
# A body is closed when it is past this size, whatever the number of records.
BODY_BYTES = 4 * 1024 * 1024


def batches(
    kind: Kind, logged: Iterable[Logged], head: Mapping[str, Any], new_id: Callable[[], str]
) -> Iterator[Batch]:
    """Yield *logged* as request bodies of *kind*; *head* holds the fields beside the records."""
    chunks: list[bytes] = []
    size = records = 0
    for chunk in _chunks([_record(FIELDS[kind], values) for values in logged]):
        chunks.append(_encode(chunk))
        size += len(chunks[-1])
        records += len(chunk)
        if size >= BODY_BYTES:
            yield _batch(kind, new_id(), records, head, chunks)
            chunks, size, records = [], 0, 0
    if chunks:
        yield _batch(kind, new_id(), records, head, chunks)


def parts(batch: Batch, groups: Sequence[Sequence[int]]) -> list[Batch]:
    """Return one batch for each group of record numbers of *batch*.

    Their ids follow from its own, so that a retry after a crash makes the same ones.
    """
    body = json.loads(batch.body)
    records = body.pop("records")
    return [
        _batch(
            batch.kind,
            f"{batch.batch_id}.{group[0]}-{group[-1]}",
            len(group),
            body,
            [_dumps([records[index] for index in group])],
        )
        for group in groups
    ]


def envelope(batch: Batch) -> Batch:
    """Return *batch* without its records: what a server has against it, it has against all."""
    body = json.loads(batch.body)
    del body["records"]
    return _batch(batch.kind, f"{batch.batch_id}.envelope", 0, body, [])


def _batch(
    kind: Kind, batch_id: str, records: int, head: Mapping[str, Any], chunks: list[bytes]
) -> Batch:
    fields = {**head, "batch_id": batch_id, "records": []}
    opening = json.dumps(fields, separators=(",", ":"))[:-2].encode()
    return Batch(kind, batch_id, records, opening + b",".join(chunks) + b"]}")


def _chunks(records: list[Record]) -> Iterator[list[Record]]:
    for start in range(0, len(records), CHUNK):
        yield records[start : start + CHUNK]


def _encode(records: list[Record]) -> bytes:
    try:
        return _dumps(records)
    except (ValueError, TypeError):
        # NaN or half a character: found only here, and rare.
        return _dumps([_plain_record(record) for record in records])


def _dumps(records: list[Record]) -> bytes:
    text = json.dumps(records, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return text[1:-1].encode()


def _record(fields: tuple[str, ...], values: Logged) -> Record:
    """Return what was logged as a JSON object, without the fields that were not given.

    A label may be null: its verdict then says why.
    """
    record: Record = {}
    for name, value in zip(fields, values, strict=True):
        if value is None and name != "label":
            continue
        if name in FIELD_RULES:
            record[name] = FIELD_RULES[name](value)
        else:
            record[name] = value if type(value) in PLAIN_TYPES else plain(value)
    return record


def _plain_record(record: Record) -> Record:
    return {name: PLAIN_FORM.get(type(value), plain)(value) for name, value in record.items()}


def _values(values: dict[Any, Any]) -> dict[Any, Any]:
    return values if PLAIN_TYPES.issuperset(map(type, values.values())) else _plain_dict(values)


def _plain_dict(values: dict[Any, Any]) -> dict[str, Plain]:
    return {str(plain(name)): plain(value) for name, value in values.items()}


def _text(value: object) -> str:
    return value if type(value) is str else str(plain(value))


def _texts(values: list[Any]) -> list[str]:
    return [str(plain(value)) for value in values]


def _time(value: object) -> Plain:
    try:
        micros = as_us(value)
    except (ValueError, OverflowError):
        micros = None
    return plain(value) if micros is None else micros / 1_000_000


FIELD_RULES: Mapping[str, Callable[[Any], Any]] = {
    "id": _text,
    "prediction_id": _text,
    "entity_id": _text,
    "group_id": _text,
    "request_id": _text,
    "features": _values,
    "scores": _values,
    "parents": _texts,
    "timestamp": _time,
    "observed_at": _time,
    "prediction_time": _time,
}
PLAIN_FORM: Mapping[type, Callable[[Any], Any]] = {dict: _plain_dict, list: _texts}
