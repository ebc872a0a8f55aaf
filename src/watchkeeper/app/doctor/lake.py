"""Can the tables of the lake be read, and is every file of theirs there?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchkeeper.app.doctor.check import Check
from watchkeeper.app.doctor.opened import opened
from watchkeeper.errors import StoreError
from watchkeeper.model import Clock, Level
from watchkeeper.model.figures import count, times
from watchkeeper.store import Store
from watchkeeper.store.lake.schemas import TABLES
from watchkeeper.store.lake.snapshot import Snapshot
from watchkeeper.store.lake.table import LakeTable

_RESTORE = "restore the folder of the table from a copy"


def lake(workspace: Path, clock: Clock) -> Iterator[Check]:
    """Yield rows, files and version of each table, and those that have lost something."""
    with opened(workspace, clock) as store:
        if store is None:
            return
        for model in store.catalog.models.all():
            yield from _of_model(store, model.name)


def _of_model(store: Store, model: str) -> Iterator[Check]:
    tables = [spec for spec in TABLES if store.table(model, spec).exists()]
    if not tables:
        yield Check(name="lake", level=Level.OK, text=f"{model}: nothing has been recorded yet")
    for spec in tables:
        yield _looked_at(store.table(model, spec), f"{model}, {spec.name}")


def _looked_at(table: LakeTable, name: str) -> Check:
    try:
        snapshot = table.snapshot()
        files = snapshot.files
    except StoreError as error:
        return Check(name="lake", level=Level.CRITICAL, text=error.message, action=_RESTORE)
    lost = _lost_files(snapshot)
    if lost:
        text = (
            f"{name}: {times(lost, 'file')} of {count(len(files))} in {table.path} lost or cut off"
        )
        return Check(name="lake", level=Level.CRITICAL, text=text, action=_RESTORE)
    rows, size = (sum(getattr(file, part) for file in files) for part in ("rows", "size"))
    text = (
        f"{name}: {times(rows, 'row')} in {times(len(files), 'file')}, {size / 1e6:.1f} MB, "
        f"version {snapshot.version}"
    )
    return Check(name="lake", level=Level.OK, text=text)


def _lost_files(snapshot: Snapshot) -> int:
    sizes = ((snapshot.root / file.path, file.size) for file in snapshot.files)
    return sum(1 for path, size in sizes if not path.is_file() or path.stat().st_size != size)
