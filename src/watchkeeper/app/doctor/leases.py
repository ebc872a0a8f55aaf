"""Who holds what, and is that process still there?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import RowMapping, select

from watchkeeper.app.doctor.check import Check
from watchkeeper.app.doctor.opened import is_ready, opened_catalog
from watchkeeper.model import Clock, Level, SystemClock
from watchkeeper.store.catalog import tables
from watchkeeper.store.catalog.leases import process_of
from watchkeeper.store.catalog.process import this_process


def leases(workspace: Path, clock: Clock) -> Iterator[Check]:
    """Yield who writes a model or judges a batch of windows; leases run on the system's clock."""
    if not is_ready(workspace):
        return
    now = SystemClock().now()
    judged = select(tables.evaluation.c.batch).where(tables.evaluation.c.state == "leased")
    batches = select(tables.batch).where(tables.batch.c.id.in_(judged))
    with opened_catalog(workspace) as database, database.read() as connection:
        held = [
            _held(row["name"], row, now)
            for row in connection.execute(select(tables.lease)).mappings()
        ]
        held += [
            _held(f"batch {row['id']} of windows", row, now)
            for row in connection.execute(batches).mappings()
        ]
    yield from held or [Check(name="leases", level=Level.OK, text="none is held")]


def _held(what: str, row: RowMapping, now: datetime) -> Check:
    process = process_of(row)
    by = f"{what}: held by {row['holder']} ({process})"
    if process.is_dead():
        text = f"{by}, which has ended; whoever needs it next takes it over"
        return Check(name="leases", level=Level.OK, text=text)
    until = f"{row['until']:%Y-%m-%d %H:%M:%S} UTC"
    if row["until"] >= now:
        return Check(name="leases", level=Level.OK, text=f"{by} until {until} unless renewed")
    text = f"{by}, which has not renewed it since {until}"
    if process.host != this_process().host:
        text += "; it ran elsewhere, and whoever needs it next takes it over"
        return Check(name="leases", level=Level.OK, text=text)
    action = f"look what process {process.pid} does; when it hangs, end it: nothing is lost"
    return Check(name="leases", level=Level.WARNING, text=text, action=action)
