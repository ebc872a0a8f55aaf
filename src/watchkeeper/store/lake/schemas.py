"""The exact columns of every table of the lake.

To add a table: write its `TableSpec` here and list it in `TABLES`. Every table has the column
``day`` (a UTC date, null where there is no time), by which its files are laid out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from watchkeeper.profile.table import CELLS_SCHEMA

TIMESTAMP = pa.timestamp("us", "UTC")


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table: its columns, and what the writer of its files should know.

    ``unique`` names text columns whose values hardly repeat: no dictionary is kept for them.
    ``forget_transactions`` lets Delta drop application transactions after 30 days; only for
    tables whose writers use a new application id for every batch.
    """

    name: str
    schema: pa.Schema
    unique: frozenset[str] = frozenset()
    forget_transactions: bool = False


def _text(*names: str) -> list[tuple[str, pa.DataType]]:
    return [(name, pa.string()) for name in names]


def _counts(*names: str) -> list[tuple[str, pa.DataType]]:
    return [(name, pa.int64()) for name in names]


def _count_lists(*names: str) -> list[tuple[str, pa.DataType]]:
    return [(name, pa.list_(pa.int64())) for name in names]


def _numbers(*names: str) -> list[tuple[str, pa.DataType]]:
    return [(name, pa.float64()) for name in names]


def with_fields(schema: pa.Schema, fields: Iterable[pa.Field]) -> pa.Schema:
    """Return *schema* with *fields* behind it."""
    return pa.schema([*schema, *fields])


_CELL_KEY = [
    ("day", pa.date32()),
    *_text("baseline_id", "version", "environment", "segment"),
]

PREDICTIONS = TableSpec(
    "predictions",
    # The model adds: `features`, one struct; `prediction`, text or double; `scores`, a struct.
    pa.schema(
        [
            *_text("prediction_id"),
            ("timestamp", TIMESTAMP),
            ("day", pa.date32()),
            *_text("version", "environment", "status"),
            ("received_at", TIMESTAMP),
            *_numbers("score"),
            *_text("raw_ref", "abstained", "entity_id", "group_id"),
            *_counts("position"),
            *_numbers("propensity", "latency_ms"),
            ("parents", pa.list_(pa.string())),
            *_text("request_id", "client", "rescued"),
        ]
    ),
    unique=frozenset({"prediction_id", "raw_ref", "request_id", "rescued"}),
)

LABELS = TableSpec(
    "labels",
    # The model adds: `label`, text or double. `sequence` is the order of receipt.
    pa.schema(
        [
            *_text("prediction_id"),
            ("prediction_time", TIMESTAMP),
            ("day", pa.date32()),
            ("observed_at", TIMESTAMP),
            ("received_at", TIMESTAMP),
            *_counts("sequence"),
            *_text("source", "annotator", "verdict", "rescued"),
        ]
    ),
    unique=frozenset({"prediction_id", "rescued"}),
)

OPERATIONS = TableSpec(
    "operations",
    # One request, or one interval of them, or a job: what it took and how it ended.
    pa.schema(
        [
            ("timestamp", TIMESTAMP),
            ("day", pa.date32()),
            ("received_at", TIMESTAMP),
            *_text("kind", "name", "status", "error"),
            *_numbers("latency_ms", "cpu_s", "memory_mb", "gpu_share"),
        ]
    ),
)

SAMPLES = TableSpec(
    "samples",
    # Which predictions were drawn for labelling, and how likely each was to be drawn. They lie
    # on the day they were received.
    pa.schema(
        [
            *_text("prediction_id", "plan"),
            *_numbers("inclusion_probability"),
            ("day", pa.date32()),
            ("drawn_at", TIMESTAMP),
            ("received_at", TIMESTAMP),
        ]
    ),
    unique=frozenset({"prediction_id"}),
)

PROFILES = TableSpec(
    "profiles",
    # Partial counts. Rows of the column "" speak of whole rows; those without an hour count
    # the rows without a timestamp.
    with_fields(pa.schema(_CELL_KEY), [pa.field(f.name, f.type) for f in CELLS_SCHEMA]),
)

SCORES = TableSpec(
    "scores",
    # Additive numbers of a cell. ``score_bins`` lists only the bins that hold a row.
    pa.schema(
        [
            *_CELL_KEY,
            ("hour", TIMESTAMP),
            *_counts("rows", "labelled", "scored", "predicted", "improper", "unknown"),
            *_count_lists("by_label", "confusion"),
            ("sums", pa.list_(pa.float64())),
            *_count_lists("score_bins", "negatives", "positives", "unlabelled"),
        ]
    ),
)

RESULTS = TableSpec(
    "results",
    # Never overwritten: a window that is judged again has more rows, with a later `known_at`.
    pa.schema(
        [
            ("day", pa.date32()),
            ("known_at", TIMESTAMP),
            *_counts("batch"),
            *_text("monitor", "version", "environment", "segment"),
            ("window_start", TIMESTAMP),
            ("window_end", TIMESTAMP),
            *_text("subject", "level", "finding"),
        ]
    ),
    unique=frozenset({"finding"}),
    forget_transactions=True,
)

TABLES: tuple[TableSpec, ...] = (
    PREDICTIONS,
    LABELS,
    SAMPLES,
    OPERATIONS,
    PROFILES,
    SCORES,
    RESULTS,
)
