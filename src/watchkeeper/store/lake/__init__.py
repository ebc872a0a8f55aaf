"""Rows and summaries in Delta tables, readable by every engine that reads Delta."""

from watchkeeper.store.lake.cast import Fitted, fit_to
from watchkeeper.store.lake.compaction import compact, compact_if_due
from watchkeeper.store.lake.feed import Changes, changes_since
from watchkeeper.store.lake.lake import Lake
from watchkeeper.store.lake.schemas import TABLES, TableSpec
from watchkeeper.store.lake.snapshot import Day, Snapshot
from watchkeeper.store.lake.table import NO_VERSION, LakeTable, WriteConflict, retried

__all__ = [
    "NO_VERSION",
    "TABLES",
    "Changes",
    "Day",
    "Fitted",
    "Lake",
    "LakeTable",
    "Snapshot",
    "TableSpec",
    "WriteConflict",
    "changes_since",
    "compact",
    "compact_if_due",
    "fit_to",
    "retried",
]
