"""What nobody needs goes from lake, catalog and inbox; what is recorded stays."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.app import upkeep as module
from watchkeeper.app.sweep import handled_by_all, sweep
from watchkeeper.app.upkeep import done_at, upkeep
from watchkeeper.errors import ConfigError, LeaseHeld
from watchkeeper.model import SystemClock
from watchkeeper.model.access import Scope
from watchkeeper.store import Store, read_labels
from watchkeeper.store.inbox import Errands
from watchkeeper.store.lake import NO_VERSION, compact
from watchkeeper.store.lake.schemas import LABELS, PREDICTIONS, PROFILES, RESULTS, SCORES, TABLES

TODAY = datetime.now(UTC)
DAY = timedelta(days=1)


def compact_all(store: Store) -> None:
    """Merge the files of every table of the model that has several on a day."""
    for spec in TABLES:
        if store.table("flights", spec).exists():
            compact(store.table("flights", spec), at_least=2)


def age(folder: Path, *, days: int) -> None:
    """Let every file of the lake be some days older."""
    for path in (folder / "lake").rglob("*.*"):
        when = path.stat().st_mtime - 86_400 * days
        os.utime(path, (when, when))


def unused(store: Store) -> int:
    """Return how many data files of the model no newest version names."""
    tables = [store.table("flights", spec) for spec in TABLES]
    there = [table for table in tables if table.exists()]
    found = sum(len(list(table.path.glob("day=*/*.parquet"))) for table in there)
    return found - sum(len(table.snapshot().files) for table in there)


@pytest.fixture
def worked(lab: Any) -> Any:
    """Return a lab of three days, some rows of which came in two parts, all compacted and old."""
    for number in range(3):
        rows = lab.rows(number)
        lab.clock.advance(lab.day(number + 1))
        for part in (rows.slice(0, 50), rows.slice(50)):
            lab.log(part)
            lab.label(part)
            lab.ws.run()
    compact_all(lab.ws.store)
    lab.ws.run()
    age(lab.folder, days=8)
    return lab


def test_all_that_was_said_stays(worked: Any) -> None:
    """Rows, labels, findings, metrics; only files that nobody needs are gone."""
    ws, store = worked.ws, worked.ws.store
    before = (
        ws.predictions("flights").sort_by("prediction_id"),
        read_labels(store, "flights"),
        worked.results(),
        ws.metrics("flights").to_dicts(),
    )
    left = unused(store)
    assert left > 0

    done = upkeep(store)

    assert done.errors == ()
    assert (done.files, unused(store)) == (left, 0)
    assert done.size > 0
    assert {one.table for one in done.swept} >= {"predictions", "labels", "profiles", "scores"}
    after = (
        ws.predictions("flights").sort_by("prediction_id"),
        read_labels(store, "flights"),
        worked.results(),
        ws.metrics("flights").to_dicts(),
    )
    assert after == before
    assert upkeep(store).swept == ()


def test_what_comes_afterwards_is_counted_once(worked: Any, make_lab: Callable[..., Any]) -> None:
    """A workspace that was swept goes on to judge as one that never was."""
    upkeep(worked.ws.store)
    plain = make_lab("plain")
    plain.pass_days(0, 3)
    for one in (worked, plain):
        one.pass_days(3, 5)
    mine, theirs = (one.ws.metrics("flights", "accuracy").to_dicts() for one in (worked, plain))
    assert mine == theirs


def test_a_dry_run_tells_and_removes_nothing(worked: Any) -> None:
    """The same files as the real one."""
    store = worked.ws.store
    planned = upkeep(store, dry_run=True)
    assert unused(store) == planned.files > 0
    assert done_at(store) is None
    assert upkeep(store).swept == planned.swept
    assert done_at(store) is not None


def test_files_a_follower_lacks_stay(worked: Any) -> None:
    """Rows that nobody has profiled yet are still in the change feed afterwards."""
    ws, store = worked.ws, worked.ws.store
    worked.clock.advance(worked.day(4))
    rows = worked.rows(3)
    for part in (rows.slice(0, 50), rows.slice(50)):
        worked.log(part)
    compact(store.table("flights", PREDICTIONS), at_least=2)
    age(worked.folder, days=8)

    upkeep(store)

    assert unused(store) == 2
    ws.run()
    age(worked.folder, days=8)
    assert upkeep(store).files >= 2
    assert unused(store) == 0


def test_followers_stand_at_the_slowest(lab: Any) -> None:
    """Profiles and scores follow predictions, scores follow labels, incidents follow results."""
    store = lab.ws.store
    rows = lab.rows(0)
    lab.clock.advance(lab.day(1))
    lab.log(rows)
    lab.label(rows)
    for spec in (PREDICTIONS, LABELS, RESULTS):
        assert handled_by_all(store, "flights", spec) == NO_VERSION
    lab.ws.run()
    for spec in (PREDICTIONS, LABELS, RESULTS, PROFILES, SCORES):
        table = store.table("flights", spec)
        assert handled_by_all(store, "flights", spec) == table.version()
    lab.label(rows.slice(1, 1), after_hours=2.0)
    labels = store.table("flights", LABELS)
    assert handled_by_all(store, "flights", LABELS) == labels.version() - 1


def test_one_table_that_cannot_be_read_stops_no_other(worked: Any) -> None:
    """It is told by name; the others are swept."""
    store = worked.ws.store
    for commit in (worked.folder / "lake" / "flights" / "labels" / "_delta_log").glob("*.json"):
        commit.write_text("{", encoding="utf-8")
    with Store.open(worked.folder, clock=worked.clock) as fresh:
        done = upkeep(fresh)
    (error,) = done.errors
    assert error.startswith("flights, labels: ")
    assert {one.table for one in done.swept if one.files} >= {"predictions", "profiles"}
    assert store.table("flights", PREDICTIONS).snapshot().files


def test_less_than_an_hour_is_refused(lab: Any) -> None:
    """Readers that opened a table before would lose its files."""
    with pytest.raises(ConfigError, match="at least an hour"):
        upkeep(lab.ws.store, keep=timedelta(minutes=59))


def test_only_one_at_a_time(lab: Any) -> None:
    """Another process is told who is at it."""
    with (
        lab.again() as other,
        other.store.catalog.leases.hold(module.LEASE, "the upkeep"),
        pytest.raises(LeaseHeld, match="the upkeep"),
    ):
        upkeep(lab.ws.store, wait_s=0.0)


def test_sessions_that_are_over_are_forgotten(lab: Any) -> None:
    """By the system's clock, as they were opened."""
    tokens, now = lab.ws.store.catalog.tokens, SystemClock().now()
    token, _ = tokens.create("me", [Scope.READ], now=now - 2 * DAY)
    session = tokens.open_session(token, now=now)
    tokens.open_session(token, now=now - DAY / 2 - timedelta(seconds=1))
    assert upkeep(lab.ws.store).sessions == 1
    assert tokens.of_session(session, now=now) is not None


def test_answers_nobody_took_go_the_second_time(lab: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first upkeep only notes them: whoever asked may be about to take them."""
    monkeypatch.setattr(module, "_NOBODY_WAITS", timedelta(seconds=0.05))
    errands = Errands(lab.folder)
    left = errands.ask(None)
    errands.answer(left, "done")
    assert upkeep(lab.ws.store).answers == 0
    young = errands.ask(None)
    errands.answer(young, "done")
    time.sleep(0.06)
    assert upkeep(lab.ws.store).answers == 1
    assert errands.answered() == {young}
    errands.close()


def test_a_workspace_without_an_inbox_gets_none(lab: Any) -> None:
    """Nothing is made by tidying up."""
    assert upkeep(lab.ws.store).answers == 0
    assert not (lab.folder / "inbox.db").exists()


def test_an_empty_workspace_has_nothing(lab: Any) -> None:
    """No table, no file."""
    assert sweep(lab.ws.store, before=TODAY) == []
