"""Few large files in place of many small ones; no follower notices."""

from __future__ import annotations

from itertools import groupby

from watchkeeper.store.lake.files import DataFile, write_days
from watchkeeper.store.lake.snapshot import Snapshot
from watchkeeper.store.lake.table import LakeTable, WriteConflict

SMALL_FILES = 50
SMALL_BYTES = 32 * 2**20
CHECK_EVERY = 10


def compact(table: LakeTable, *, at_least: int = SMALL_FILES) -> int:
    """Merge the small files of each day into one, once there are *at_least* that could go.

    The new files are on the disk before the commit names them; the old ones stay for older
    snapshots and for the change feed. Rows keep their content.

    Returns:
        How many files went; 0 when there was too little to do, or when somebody else wrote
        meanwhile (then a later call does it).
    """
    snapshot = table.snapshot()
    groups = _crowded_days(snapshot)
    if sum(len(files) for files in groups) < at_least:
        return 0
    adds = [
        add
        for files in groups
        for add in write_days(
            table.path, snapshot.read_files(files), unique=table.spec.unique, data_change=False
        )
    ]
    old = [file for files in groups for file in files]
    try:
        table.commit_files(snapshot, adds, old, data_change=False)
    except WriteConflict:
        return 0
    return len(old)


def compact_if_due(table: LakeTable, version: int) -> int:
    """Look, at every tenth *version* a writer reaches, whether to `compact`.

    Returns:
        The version at which the table stands now.
    """
    if version % CHECK_EVERY:
        return version
    return version + 1 if compact(table) else version


def _crowded_days(snapshot: Snapshot) -> list[list[DataFile]]:
    small = sorted((f for f in snapshot.files if f.size < SMALL_BYTES), key=_by_day)
    days = [list(files) for _, files in groupby(small, key=_by_day)]
    return [files for files in days if len(files) > 1]


def _by_day(file: DataFile) -> str:
    return file.day.isoformat() if file.day else ""
