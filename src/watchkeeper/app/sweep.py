"""The lake of a workspace, swept: files that nobody needs any more are removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from watchkeeper.app.follow import FOLLOWER
from watchkeeper.app.follow_labels import handled
from watchkeeper.errors import StoreError
from watchkeeper.store.catalog.deviations import follow_positions
from watchkeeper.store.lake.schemas import (
    LABELS,
    PREDICTIONS,
    PROFILES,
    RESULTS,
    SCORES,
    TABLES,
    TableSpec,
)
from watchkeeper.store.lake.table import NO_VERSION
from watchkeeper.store.lake.vacuum import Leftover, leftovers, vacuum
from watchkeeper.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What was removed of one table, or could be; ``error`` says why nothing was."""

    model: str
    table: str
    files: int = 0
    size: int = 0
    error: str = ""


def sweep(store: Store, *, before: datetime, dry_run: bool = False) -> list[Swept]:
    """Remove the files that no version since *before*, and no follower, needs.

    Where one table cannot be swept, the others are.

    Args:
        store: The workspace.
        before: Who opened a table since then can read on; by the system's clock, as files
            have its times.
        dry_run: Only tell what would be removed.

    Returns:
        The tables of which there was something to remove, or that could not be swept.
    """
    return list(_each_table(store, before, dry_run=dry_run))


def handled_by_all(store: Store, model: str, spec: TableSpec) -> int:
    """Return the version of a table that all its followers have handled.

    Its newest version where nobody follows it.
    """
    if spec is RESULTS:
        with store.catalog.read() as connection:
            return follow_positions(connection).get(model, NO_VERSION)
    if spec not in (PREDICTIONS, LABELS):
        return store.table(model, spec).version()
    rows, labels = handled(store.table(model, SCORES).transaction_version(FOLLOWER))
    if spec is LABELS:
        return labels
    profiled = store.table(model, PROFILES).transaction_version(FOLLOWER)
    return min(rows, NO_VERSION if profiled is None else profiled)


def _each_table(store: Store, before: datetime, *, dry_run: bool) -> Iterator[Swept]:
    for model in store.catalog.models.all():
        for spec in TABLES:
            if not store.table(model.name, spec).exists():
                continue
            try:
                gone = _of_table(store, model.name, spec, before, dry_run=dry_run)
            except StoreError as error:
                yield Swept(model=model.name, table=spec.name, error=error.message)
                continue
            if gone:
                size = sum(file.size for file in gone)
                yield Swept(model=model.name, table=spec.name, files=len(gone), size=size)


def _of_table(
    store: Store, model: str, spec: TableSpec, before: datetime, *, dry_run: bool
) -> Sequence[Leftover]:
    table = store.table(model, spec)
    upto = handled_by_all(store, model, spec)
    if dry_run:
        return leftovers(table, before=before, handled=upto)
    # Nobody who writes rows stands between a file and its commit now.
    with store.writer(model):
        return vacuum(table, before=before, handled=upto)
