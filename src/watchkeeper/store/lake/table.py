"""One Delta table: append, replace whole days, and what its followers need."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
from deltalake import (
    CommitProperties,
    DeltaTable,
    PostCommitHookProperties,
    Transaction,
    write_deltalake,
)
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction

from watchkeeper.errors import DataError, StoreError
from watchkeeper.store.durable import make_folder, sync_file, sync_folder
from watchkeeper.store.lake.files import DataFile, milliseconds, partition_value, write_days
from watchkeeper.store.lake.schemas import TableSpec
from watchkeeper.store.lake.snapshot import Day, Snapshot

T = TypeVar("T")

NO_VERSION = -1
_ATTEMPTS = 20
_CHECKPOINT_EVERY = 10
_SETTLED = 100


class WriteConflict(StoreError):
    """Somebody committed since the snapshot was taken: look again, then write again."""


class LakeTable:
    """A table of one model. It comes into being with its first `create`."""

    def __init__(self, path: Path, spec: TableSpec) -> None:
        self.path = path
        self.spec = spec
        self._newest: Snapshot | None = None
        self.uri = str(path)

    def exists(self) -> bool:
        """Return whether the table has been created."""
        log = self.path / "_delta_log"
        # A maker that was killed can leave the folder without a commit.
        return log.is_dir() and any(log.glob("*.json"))

    def create(self, schema: pa.Schema | None = None) -> None:
        """Create the table, or add the columns and struct fields it does not have yet.

        Raises:
            DataError: a column is there with another type; Delta columns keep theirs.
        """
        schema = schema if schema is not None else self.spec.schema
        if not self.exists():
            self._create(schema)
        have = self.snapshot().schema
        if _missing(schema, have):
            self._add_columns(schema, have)

    def snapshot(self) -> Snapshot:
        """Return the newest version, opened afresh where the log has grown since.

        Raises:
            StoreError: there is no table, or its log cannot be read.
        """
        if self._newest is not None and self._is_newest(self._newest.version):
            return self._newest
        try:
            self._newest = Snapshot(self.path, DeltaTable(self.uri))
            return self._newest
        except TableNotFoundError as error:
            raise StoreError(f"there is no table at {self.path}") from error
        except DeltaError as error:
            raise StoreError(f"the table at {self.path} cannot be read: {error}") from error

    def _is_newest(self, version: int) -> bool:
        # Whoever commits writes the next number: a look at two names spares reading the log.
        now, after = (self.path / "_delta_log" / f"{v:020d}.json" for v in (version, version + 1))
        return now.exists() and not after.exists()

    def version(self) -> int:
        """Return the newest version; `NO_VERSION` before the table exists."""
        return self.snapshot().version if self.exists() else NO_VERSION

    def transaction_version(self, app_id: str) -> int | None:
        """Return the last version that the application *app_id* recorded, or None."""
        return self.snapshot().transaction_version(app_id) if self.exists() else None

    def append(self, data: pa.Table, *, transaction: tuple[str, int] | None = None) -> int | None:
        """Add the rows of *data*; see `replace_days`."""
        return self.replace_days(data, (), transaction=transaction)

    def replace_days(
        self,
        data: pa.Table,
        days: Collection[Day],
        *,
        transaction: tuple[str, int] | None = None,
    ) -> int | None:
        """Add the rows of *data* and drop all earlier rows of *days*, in one commit.

        With a *transaction* ``(application id, version)`` nothing happens when the table has
        recorded that version, or a later one, of that application: the step can be repeated
        after a crash. Versions of one application must therefore come in rising order.

        Returns:
            The new version; None when *transaction* was recorded before.
        """

        def step() -> int | None:
            snapshot = self.snapshot()
            if snapshot.has_transaction(transaction):
                return None
            return self.commit(snapshot, data, drop_days=days, transaction=transaction)

        return retried(step)

    def commit(
        self,
        snapshot: Snapshot,
        data: pa.Table,
        *,
        drop_days: Collection[Day] = (),
        transaction: tuple[str, int] | None = None,
    ) -> int:
        """Write on top of exactly *snapshot*; return the new version.

        Raises:
            WriteConflict: there is a newer version; nothing was written.
            DataError: the columns of *data* are not exactly the table's.
        """
        data = _in_order(data, snapshot.schema, self.path)
        adds = write_days(self.path, data, unique=self.spec.unique)
        dropped = frozenset(drop_days)
        old = [file for file in snapshot.files if file.day in dropped] if dropped else []
        return self.commit_files(snapshot, adds, old, transaction=transaction)

    def commit_files(
        self,
        snapshot: Snapshot,
        adds: Collection[AddAction],
        removes: Collection[DataFile],
        *,
        data_change: bool = True,
        transaction: tuple[str, int] | None = None,
    ) -> int:
        """Swap files whose content is already on the disk; return the new version.

        Raises:
            WriteConflict: there is a newer version; nothing was changed.
        """
        gone = [_remove(file, data_change) for file in removes]
        try:
            snapshot.handle.create_write_transaction(
                [*adds, *gone],
                "append",
                snapshot.handle.schema(),
                partition_by="day",
                commit_properties=_once(transaction),
                # Looking for expired log files costs more than all the rest of a commit:
                # it is left to compaction, whose commits change no data.
                post_commithook_properties=PostCommitHookProperties(
                    cleanup_expired_logs=not data_change
                ),
            )
        except CommitFailedError as error:
            raise WriteConflict(f"{self.path} changed while it was written") from error
        # Without retries a commit lands on the next version or fails.
        version = snapshot.version + 1
        self._sync_log(version)
        return version

    def settle(self) -> None:
        """Wait until every recent commit is on the disk, whoever made it.

        A commit can be seen before its maker has flushed it; who builds on "it is recorded
        already" calls this first.
        """
        log = self.path / "_delta_log"
        for commit in sorted(log.glob("*.json"))[-_SETTLED:]:
            sync_file(commit)
        sync_folder(log)

    def _create(self, schema: pa.Schema) -> None:
        make_folder(self.path)
        configuration = {
            "delta.enableChangeDataFeed": "true",
            "delta.checkpointInterval": str(_CHECKPOINT_EVERY),
        }
        if self.spec.forget_transactions:
            configuration["delta.setTransactionRetentionDuration"] = "interval 30 days"
        DeltaTable.create(
            self.uri, schema, mode="ignore", partition_by="day", configuration=configuration
        )
        self._sync_log(0)

    def _add_columns(self, schema: pa.Schema, have: pa.Schema) -> None:
        clash = [f.name for f in schema if f.name in have.names and not _extends(f, have)]
        if clash:
            raise DataError(f"{self.path}: column {clash[0]!r} is there with another type")
        write_deltalake(self.uri, schema.empty_table(), mode="append", schema_mode="merge")
        self._sync_log(self.snapshot().version)

    def _sync_log(self, version: int) -> None:
        log = self.path / "_delta_log"
        sync_file(log / f"{version:020d}.json")
        for name in (f"{version:020d}.checkpoint.parquet", "_last_checkpoint"):
            # A checkpoint is written after its commit, and only every few commits.
            if version % _CHECKPOINT_EVERY in (0, _CHECKPOINT_EVERY - 1) and (log / name).exists():
                sync_file(log / name)
        sync_folder(log)


def retried(step: Callable[[], T]) -> T:
    """Run *step* again, whole, while others commit in between.

    Raises:
        WriteConflict: twenty times in a row somebody else was first.
    """
    for attempt in range(_ATTEMPTS):
        try:
            return step()
        except WriteConflict:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.01 * (attempt + 1))
    raise AssertionError("unreachable")


def _once(transaction: tuple[str, int] | None) -> CommitProperties:
    recorded = [] if transaction is None else [Transaction(*transaction)]
    return CommitProperties(max_commit_retries=0, app_transactions=recorded)


def _remove(file: DataFile, data_change: bool) -> RemoveAction:
    return RemoveAction(
        file.path,
        data_change,
        milliseconds(),
        size=file.size,
        partition_values={"day": partition_value(file.day)},
    )


def _in_order(data: pa.Table, wanted: pa.Schema, path: Path) -> pa.Table:
    given = data.schema
    wrong = [name for name in given.names if name not in wanted.names]
    wrong += [f.name for f in wanted if f.name not in given.names or given.field(f.name) != f]
    if wrong:
        raise DataError(f"{path}: columns do not fit the table: {', '.join(wrong)}")
    return data.select(wanted.names)


def _missing(schema: pa.Schema, have: pa.Schema) -> bool:
    return any(f.name not in have.names or f.type != have.field(f.name).type for f in schema)


def _extends(field: pa.Field, have: pa.Schema) -> bool:
    old = have.field(field.name).type
    if old == field.type or not pa.types.is_struct(old) or not pa.types.is_struct(field.type):
        return bool(old == field.type)
    new = {child.name: child.type for child in field.type.fields}
    return all(new.get(child.name, child.type) == child.type for child in old.fields)
