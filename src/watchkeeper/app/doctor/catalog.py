"""Is the catalog whole, and at the schema of this release?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchkeeper.app.doctor.check import Check
from watchkeeper.app.doctor.opened import opened_catalog
from watchkeeper.errors import StoreError
from watchkeeper.model import Clock, Level
from watchkeeper.store import is_workspace
from watchkeeper.store.catalog.migrate import current_revision
from watchkeeper.store.catalog.tables import REVISION


def catalog(workspace: Path, clock: Clock) -> Iterator[Check]:
    """Yield whether the catalog of *workspace* can be read and which migration it stands at."""
    if not is_workspace(workspace):
        yield Check(
            name="catalog",
            level=Level.UNKNOWN,
            text=f"there is no catalog, so {workspace} is no workspace yet",
            action=f"create one with: watchkeeper init --workspace {workspace}",
        )
        return
    try:
        with opened_catalog(workspace) as database, database.read() as connection:
            damage = connection.exec_driver_sql("PRAGMA quick_check").scalar()
            revision = current_revision(connection)
    except StoreError as error:
        yield _damaged(error.message)
        return
    yield _at(revision) if damage == "ok" else _damaged(f"SQLite finds it damaged: {damage}")


def _at(revision: str | None) -> Check:
    text = f"at migration {revision}, this release at {REVISION}"
    if revision == REVISION:
        return Check(name="catalog", level=Level.OK, text=f"whole, at migration {REVISION}")
    # Migrations are numbered, all with as many digits.
    if revision is not None and revision > REVISION:
        action = "a newer watchkeeper wrote it: update this one"
        return Check(name="catalog", level=Level.CRITICAL, text=text, action=action)
    action = "keep a copy; the next command that opens the workspace brings it up to date"
    return Check(name="catalog", level=Level.WARNING, text=text, action=action)


def _damaged(text: str) -> Check:
    action = "restore catalog.db from a copy; rows and results in the lake are not touched"
    return Check(name="catalog", level=Level.CRITICAL, text=text, action=action)
