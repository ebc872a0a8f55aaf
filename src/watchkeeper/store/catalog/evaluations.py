"""Which window of which monitor is to be judged: rows that are claimed, done, and due again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    bindparam,
    case,
    insert,
    select,
    update,
)

from watchkeeper.model.clock import SystemClock
from watchkeeper.store.catalog import tables
from watchkeeper.store.catalog.database import Database, put
from watchkeeper.store.catalog.leases import process_of
from watchkeeper.store.catalog.process import this_process

State = Literal["due", "leased", "done", "failed"]
MAX_ATTEMPTS = 3

_row = tables.evaluation.c


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationKey:
    """One window of one monitor; ``segment`` is empty for all rows."""

    monitor: str
    model: str
    version: str
    environment: str
    segment: str = ""
    window_start: datetime
    window_end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation(EvaluationKey):
    """Where a window stands.

    ``fingerprint`` names the input there is, ``seen`` the input that was judged last: a window
    whose input has changed since is due again.
    """

    state: State
    fingerprint: str
    seen: str | None
    batch: int | None
    attempts: int
    known_at: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A batch of windows that nobody else works on, oldest first."""

    batch: int
    rows: tuple[Evaluation, ...]


class Evaluations:
    """The due windows of a workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def schedule(self, wanted: Iterable[tuple[EvaluationKey, str]]) -> int:
        """Note that windows are to be judged on the inputs that the fingerprints name.

        A new window is due; one that was judged, or given up, on another input is due again;
        one judged on this input stays. Repeating the call changes nothing.

        Returns:
            How many windows are due because of this call.
        """
        rows = [asdict(key) | {"input": fingerprint} for key, fingerprint in wanted]
        if not rows:
            return 0
        fresh = [
            {k: v for k, v in row.items() if k != "input"}
            | {"fingerprint": row["input"], "state": "due", "attempts": 0}
            for row in rows
        ]
        with self._database.write() as connection:
            added = put(connection, tables.evaluation, fresh)
            return added + connection.execute(_DUE_AGAIN, [_bound(row) for row in rows]).rowcount

    def claim(
        self, limit: int, holder: str, *, model: str | None = None, lease_s: float = 60.0
    ) -> Claim | None:
        """Take up to *limit* due windows, oldest first; None when there is nothing to do.

        Two processes never get one window. A batch whose holder has died, or whose lease has
        run out, is handed out again first, whole and with the same number, so that what it
        wrote can be recognised. A window whose process died three times is failed.

        Args:
            limit: How many windows at most.
            holder: Who asks, for the record.
            model: Only this model's windows; None for all.
            lease_s: How long the claim holds without `renew`.
        """
        with self._database.write() as connection:
            batch = self._orphan(connection, model)
            if batch is None:
                batch = self._new_batch(connection, limit, holder, model)
            if batch is None:
                return None
            self._take(connection, batch, holder, lease_s)
            return Claim(batch, _evaluations(connection, _row.batch == batch, _LEASED))

    def renew(self, batch: int, *, lease_s: float = 60.0) -> None:
        """Hold *batch* for longer."""
        until = SystemClock().now() + timedelta(seconds=lease_s)
        with self._database.write() as connection:
            connection.execute(update(tables.batch).filter_by(id=batch).values(until=until))

    def judged(self, batch: int, inputs: Iterable[tuple[EvaluationKey, str]]) -> None:
        """Note on which input the windows of *batch* were judged; call it before writing.

        Whoever takes the batch over after a crash leaves this note alone where the findings
        were written: it says what they were made of.
        """
        rows = [_bound(_key_of(key) | {"input": seen}) | {"in": batch} for key, seen in inputs]
        if rows:
            with self._database.write() as connection:
                connection.execute(_SEEN, rows)

    def finish(self, batch: int, known_at: datetime) -> None:
        """Mark the windows of *batch* done; those judged on another input than there is are due."""
        values = {
            "state": case((_row.seen == _row.fingerprint, "done"), else_="due"),
            "known_at": known_at,
            "attempts": 0,
            "error": None,
        }
        self._end(batch, values)

    def fail(self, batch: int, error: str) -> None:
        """Give *batch* back; a window that failed three times waits for a changed input."""
        again = case((_row.attempts < MAX_ATTEMPTS, "due"), else_="failed")
        self._end(batch, {"state": again, "error": error})

    def release(self, batch: int) -> None:
        """Let go of *batch* where it stands: the next `claim` gets it whole, as after a death.

        For a holder that was interrupted: it may have written its findings or not, and the
        windows are not to blame.
        """
        with self._database.write() as connection:
            now = SystemClock().now()
            connection.execute(update(tables.batch).filter_by(id=batch).values(until=now))
            connection.execute(
                update(tables.evaluation)
                .where(_row.batch == batch, _LEASED)
                .values(attempts=_row.attempts - 1)
            )

    def of(self, model: str, *, state: State | None = None) -> tuple[Evaluation, ...]:
        """Return the windows of *model*, oldest first; only those in *state*, if given."""
        conditions = [_row.model == model]
        if state is not None:
            conditions.append(_row.state == state)
        with self._database.read() as connection:
            return _evaluations(connection, *conditions)

    def _orphan(self, connection: Connection, model: str | None) -> int | None:
        query = (
            select(tables.batch)
            .where(tables.batch.c.id.in_(select(_row.batch).where(_LEASED, *_of_model(model))))
            .order_by(tables.batch.c.id)
        )
        now = SystemClock().now()
        for row in connection.execute(query).mappings().all():
            if row["until"] > now and not process_of(row).is_dead():
                continue
            worn_out = (_row.batch == row["id"], _LEASED, _row.attempts >= MAX_ATTEMPTS)
            connection.execute(
                update(tables.evaluation)
                .where(*worn_out)
                .values(state="failed", error="the process that judged it died every time")
            )
            if _evaluations(connection, _row.batch == row["id"], _LEASED):
                return int(row["id"])
        return None

    def _new_batch(
        self, connection: Connection, limit: int, holder: str, model: str | None
    ) -> int | None:
        due = _evaluations(connection, _row.state == "due", *_of_model(model), limit=limit)
        if not due:
            return None
        now, me = SystemClock().now(), this_process()
        batch: int = connection.execute(
            insert(tables.batch)
            .values(holder=holder, host=me.host, pid=me.pid, started=me.started, created_at=now)
            .returning(tables.batch.c.id)
        ).scalar_one()
        take = update(tables.evaluation).where(_KEY).values(state="leased", batch=batch)
        connection.execute(take, [_bound(asdict(row)) for row in due])
        return batch

    def _take(self, connection: Connection, batch: int, holder: str, lease_s: float) -> None:
        me = this_process()
        until = SystemClock().now() + timedelta(seconds=lease_s)
        connection.execute(
            update(tables.batch)
            .filter_by(id=batch)
            .values(holder=holder, host=me.host, pid=me.pid, started=me.started, until=until)
        )
        connection.execute(
            update(tables.evaluation)
            .where(_row.batch == batch, _LEASED)
            .values(attempts=_row.attempts + 1)
        )

    def _end(self, batch: int, values: dict[str, Any]) -> None:
        with self._database.write() as connection:
            connection.execute(
                update(tables.evaluation).where(_row.batch == batch, _LEASED).values(values)
            )


_LEASED = _row.state == "leased"
_KEY: ColumnElement[bool] = and_(
    *(column == bindparam(f"key_{column.name}") for column in tables.evaluation.primary_key)
)
_DUE_AGAIN = (
    update(tables.evaluation)
    .where(_KEY, _row.fingerprint != bindparam("input"))
    .values(
        fingerprint=bindparam("input"),
        state=case((_LEASED, "leased"), else_="due"),
        attempts=case((_LEASED, _row.attempts), else_=0),
    )
)


_SEEN = (
    update(tables.evaluation)
    .where(_KEY, _LEASED, _row.batch == bindparam("in"))
    .values(seen=bindparam("input"))
)


def _key_of(key: EvaluationKey) -> dict[str, Any]:
    return {column.name: getattr(key, column.name) for column in tables.evaluation.primary_key}


def _bound(row: dict[str, Any]) -> dict[str, Any]:
    keys = {f"key_{column.name}": row[column.name] for column in tables.evaluation.primary_key}
    return keys | {name: row[name] for name in ("input",) if name in row}


def _of_model(model: str | None) -> list[ColumnElement[bool]]:
    return [] if model is None else [_row.model == model]


def _evaluations(
    connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None
) -> tuple[Evaluation, ...]:
    order = (_row.window_end, _row.window_start, _row.version, _row.environment, _row.segment)
    query = select(tables.evaluation).where(*conditions).order_by(*order, _row.monitor)
    return tuple(_evaluation(row) for row in connection.execute(query.limit(limit)).mappings())


def _evaluation(row: RowMapping) -> Evaluation:
    return Evaluation(**row)
