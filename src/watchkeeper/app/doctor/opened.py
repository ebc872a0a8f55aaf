"""The store of a workspace, for looking at it without changing it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL

from watchkeeper.errors import StoreError
from watchkeeper.model import Clock
from watchkeeper.store import Store, is_workspace
from watchkeeper.store.catalog.database import Database
from watchkeeper.store.catalog.migrate import current_revision
from watchkeeper.store.catalog.tables import REVISION
from watchkeeper.store.store import CATALOG_FILE


@contextmanager
def opened_catalog(workspace: Path) -> Iterator[Database]:
    """Open the database of *workspace*, which must be there, as it is: no migration is made."""
    database = Database(URL.create("sqlite", database=str(workspace / CATALOG_FILE)))
    try:
        yield database
    finally:
        database.close()


@contextmanager
def opened(workspace: Path, clock: Clock) -> Iterator[Store | None]:
    """Open the store of *workspace*; None where it would have to be made, migrated or mended.

    The check of the catalog tells which of these it is.
    """
    if not is_ready(workspace):
        yield None
        return
    with Store.open(workspace, clock=clock) as store:
        yield store


def is_ready(workspace: Path) -> bool:
    """Return whether *workspace* has a catalog at the schema of this release."""
    if not is_workspace(workspace):
        return False
    try:
        with opened_catalog(workspace) as database, database.read() as connection:
            return current_revision(connection) == REVISION
    except StoreError:
        return False
