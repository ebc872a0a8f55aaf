"""As it was known then, and as it is known now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from watchkeeper.errors import DataError
from watchkeeper.model import Finding, Level, Measure, Window
from watchkeeper.store import Store, append_results, read_results

DAY = datetime(2024, 3, 1, tzinfo=UTC)


def finding(subject: str, level: Level, day: int = 0, monitor: str = "drift") -> Finding:
    start = DAY + timedelta(days=day)
    return Finding(
        monitor=monitor,
        subject=subject,
        subject_kind="feature",
        level=level,
        reason="because",
        measures=(Measure(name="psi", value=0.25),),
        window_start=start,
        window_end=start + timedelta(days=1),
        model="m",
        version="1",
        environment="production",
    )


def later(days: int) -> datetime:
    return DAY + timedelta(days=days)


def test_a_finding_comes_back_whole(store: Store) -> None:
    """With the time at which it became known."""
    assert read_results(store, "m") == []
    append_results(store, "m", [finding("temp", Level.OK)], known_at=later(2), batch=1)
    (read,) = read_results(store, "m")
    assert read.known_at == later(2)
    assert read.measures == (Measure(name="psi", value=0.25),)
    assert (read.subject, read.level, read.window_start) == ("temp", Level.OK, DAY)


def test_a_batch_is_written_once(store: Store) -> None:
    """It is repeated after a crash; numbers need not come in order."""
    for batch in (7, 7, 3, 3):
        append_results(
            store, "m", [finding("temp", Level.OK, day=batch)], known_at=later(9), batch=batch
        )
    assert [f.window_start for f in read_results(store, "m")] == [later(3), later(7)]


def test_a_second_judgement_stands_beside_the_first(store: Store) -> None:
    """Subjects that the second no longer has are gone with the first."""
    first = [finding("temp", Level.OK), finding("gone", Level.CRITICAL)]
    append_results(store, "m", first, known_at=later(2), batch=1)
    append_results(store, "m", [finding("temp", Level.WARNING)], known_at=later(5), batch=2)
    append_results(store, "m", [finding("dew", Level.OK, day=1)], known_at=later(5), batch=3)
    now = {f.subject: f.level for f in read_results(store, "m")}
    assert now == {"temp": Level.WARNING, "dew": Level.OK}
    then = {f.subject: f.level for f in read_results(store, "m", known_at=later(3))}
    assert then == {"temp": Level.OK, "gone": Level.CRITICAL}
    assert read_results(store, "m", known_at=later(1)) == []


def test_on_a_standing_clock_the_later_batch_counts(store: Store) -> None:
    """Two judgements of one window at one time."""
    for batch, level in ((1, Level.OK), (2, Level.CRITICAL)):
        append_results(store, "m", [finding("temp", level)], known_at=later(2), batch=batch)
    assert [f.level for f in read_results(store, "m")] == [Level.CRITICAL]


def test_windows_and_monitors_can_be_chosen(store: Store) -> None:
    """A window must lie inside as a whole."""
    findings = [finding("temp", Level.OK, day=d, monitor=m) for d in (0, 1) for m in ("a", "b")]
    append_results(store, "m", findings, known_at=later(2), batch=1)
    assert len(read_results(store, "m", during=Window(DAY, later(1)))) == 2
    assert len(read_results(store, "m", during=Window(DAY, later(1)), monitor="a")) == 1


def test_a_finding_without_a_window_has_no_place(store: Store) -> None:
    """It could never be found again."""
    frame = Finding(monitor="a", subject="x", subject_kind="feature", level=Level.OK, reason="")
    with pytest.raises(DataError, match="has no window"):
        append_results(store, "m", [frame], known_at=DAY, batch=1)
