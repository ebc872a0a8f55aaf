"""The file of the inbox, and how it is opened."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watchkeeper.store.disk import store_error
from watchkeeper.store.durable import sync_folder
from watchkeeper.store.inbox.kept_bytes import begin_count
from watchkeeper.store.store import INBOX_FILE

_BUSY_TIMEOUT_S = 30.0

# A batch is a range of numbers: they are given in the order of commit and never reused.
_TABLES = """
create table if not exists inbox (
    id integer primary key autoincrement,
    model text not null, kind text not null, form text not null,
    records integer not null, size integer not null, kept_at real not null,
    received_at text not null, name text not null,
    version text not null, environment text not null, client text not null,
    body blob not null
);
create table if not exists seen (
    model text not null, kind text not null, name text not null, at real not null,
    primary key (model, kind, name)
) without rowid;
create index if not exists ix_seen_at on seen (at);
create table if not exists batch (
    id integer primary key autoincrement, first integer not null, last integer not null,
    tries integer not null default 0
);
create table if not exists set_aside (
    id integer primary key, model text not null, kind text not null, form text not null,
    records integer not null, received_at text not null, reason text not null,
    name text not null default '', version text not null default '',
    environment text not null default '', client text not null default '', body blob not null
);
create table if not exists progress (
    name text primary key, at real not null, value integer not null, error text not null
) without rowid;
create table if not exists errand (
    id text primary key, until text not null, answer text
) without rowid;
create table if not exists fact (name text primary key, value text not null) without rowid;
"""
_TEXT = "text not null default ''"
_ADDED = (
    ("batch", "tries", "integer not null default 0"),
    *(("set_aside", name, _TEXT) for name in ("name", "version", "environment", "client")),
)


def connect(root: Path) -> sqlite3.Connection:
    """Open the inbox of the workspace in *root*; make it where there is none.

    A commit is on the disk when it returns. The connection may change threads, one at a time.

    Raises:
        StoreError: it cannot be opened.
    """
    path = root / INBOX_FILE
    is_new = not path.exists()
    with clear_errors():
        connection = sqlite3.connect(
            path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        connection.execute("pragma synchronous=full")
        if is_new or not _is_made(connection):
            # Both stay with the file; asked for again, the first writes, also on a full disk.
            connection.execute("pragma auto_vacuum=incremental")
            connection.execute("pragma journal_mode=wal")
            _make(connection)
            sync_folder(root)
        _bring_up_to_date(connection)
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write beside nobody else; on the disk when the block has ended, or not at all."""
    connection.execute("begin immediate")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn what the database says into an error of ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise store_error("the inbox", error) from error


def _is_made(connection: sqlite3.Connection) -> bool:
    found = connection.execute("select 1 from sqlite_master where name = 'fact'").fetchone()
    return found is not None


def _make(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(
            "insert into fact values ('id', ?) on conflict do nothing", (uuid.uuid4().hex,)
        )


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Add what a file that an older version made does not have."""
    begin_count(connection)
    for table, column, kind in _ADDED:
        if _has(connection, table, column):
            continue
        with transaction(connection):
            # Looked at again: another process may have been faster.
            if not _has(connection, table, column):
                connection.execute(f"alter table {table} add column {column} {kind}")


def _has(connection: sqlite3.Connection, table: str, column: str) -> bool:
    return column in {row[1] for row in connection.execute(f"pragma table_info({table})")}
