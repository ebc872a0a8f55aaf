"""The database under the catalog: how it is opened, read and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError

from watchkeeper.errors import StoreError
from watchkeeper.store.disk import store_error

BUSY_TIMEOUT_S = 30.0


class Database:
    """A SQLite database: many readers, one writer at a time, every commit on the disk.

    With ``durable=False`` a commit may be lost when the machine stops (never when the process
    does): for leases, which nobody holds any more after that.
    """

    def __init__(self, url: str | URL, *, durable: bool = True) -> None:
        if make_url(url).get_backend_name() != "sqlite":
            raise StoreError(
                f"catalog={url!r} is not a SQLite URL", hint="use sqlite:////folder/catalog.db"
            )
        self.url = str(url)
        self._engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S})
        self._writer = self._engine.execution_options(immediate=True)
        _prepare(self._engine, synchronous="FULL" if durable else "NORMAL")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the database."""
        with _clear_errors(self.url), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that nobody else can write beside; commit at the end."""
        with _clear_errors(self.url), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def put(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    replace: Sequence[str] = (),
) -> int:
    """Insert *rows*; where the key exists, overwrite the columns *replace* (none: leave it).

    Returns:
        How many rows were inserted or overwritten.
    """
    if not rows:
        return 0
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    if replace:
        new = {name: statement.excluded[name] for name in replace}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    return connection.execute(statement, [dict(row) for row in rows]).rowcount


def _prepare(engine: Engine, *, synchronous: str) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        # The driver would open transactions by itself, too late for BEGIN IMMEDIATE.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A reader that turns writer half-way can fail; a writer says so at the start.
        immediate = connection.get_execution_options().get("immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def _clear_errors(url: str) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise store_error(f"the catalog {url}", error.orig) from error
