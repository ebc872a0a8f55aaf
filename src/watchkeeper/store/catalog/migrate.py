"""Bring a catalog to the newest schema; done by whoever opens it."""

from __future__ import annotations

import threading
from importlib.resources import as_file, files

from sqlalchemy import Connection, inspect, text

from watchkeeper.errors import StoreError
from watchkeeper.store.catalog.database import Database
from watchkeeper.store.catalog.tables import REVISION

# Alembic keeps what it works on in a module: one migration at a time in a process.
_ONE_AT_A_TIME = threading.Lock()


def migrate(database: Database) -> None:
    """Apply the migrations that are missing, in one transaction.

    Raises:
        StoreError: the catalog was written by a newer release.
    """
    with database.read() as connection:
        if current_revision(connection) == REVISION:
            return
    with database.write() as connection:
        # Another process may have been first while this one waited for the lock.
        if current_revision(connection) != REVISION:
            _upgrade(connection, database.url)


def current_revision(connection: Connection) -> str | None:
    """Return the migration the catalog stands at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()


def _upgrade(connection: Connection, url: str) -> None:
    # Loaded here: a catalog that is up to date, as nearly always, does without Alembic.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    migrations = files("watchkeeper.store.catalog") / "migrations"
    with _ONE_AT_A_TIME, as_file(migrations) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(
                f"the catalog {url} has a schema this release does not know",
                hint="it was written by a newer watchkeeper; update this one",
            ) from error
