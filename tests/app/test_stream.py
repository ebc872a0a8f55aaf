"""Which windows a stream has, and when they are due again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from watchkeeper.app.deployed import Versions
from watchkeeper.app.judgings import Judgings
from watchkeeper.app.settings import load_settings
from watchkeeper.app.stream import Stream
from watchkeeper.model import Level
from watchkeeper.store.store import Store

MakeLab = Callable[..., Any]


def _rejected(rows: pa.Table) -> pa.Table:
    return rows.append_column("state", pa.array(["rejected"] * rows.num_rows))


def _starts(lab: Any, **which: Any) -> list[datetime]:
    return sorted({f.window_start for f in lab.findings(**which)})


# -- silence ----------------------------------------------------------------------------


def test_every_silent_day_is_a_window(make_lab: MakeLab) -> None:
    """Daily runs say of a silence what one late run says."""
    daily, late = make_lab("daily"), make_lab("late")
    for lab in (daily, late):
        lab.pass_days(0, 2)
    for number in (3, 4, 5):
        assert daily.to(number).windows == 1
    late.to(5)

    assert daily.results() == late.results()
    activity = {f.window_start: f.value for f in daily.findings(monitor="activity")}
    assert activity[daily.day(4)] == pytest.approx(activity[daily.day(1)] + 72)


def test_rows_after_a_silence_are_judged(make_lab: MakeLab) -> None:
    """The windows in between stay, and those after go on."""
    daily, late = make_lab("daily"), make_lab("late")
    for lab, stops in ((daily, (3, 4)), (late, ())):
        lab.pass_days(0, 2)
        for number in stops:
            lab.to(number)
        lab.pass_days(4, 6)

    assert daily.results() == late.results()
    rows = {f.window_start: f.n_current for f in daily.findings(monitor="volume")}
    assert list(rows.values()) == [120, 120, 0, 0, 120, 120]


# -- rows that went wrong ---------------------------------------------------------------


def test_a_stream_of_rejected_rows_has_windows(lab: Any) -> None:
    """Where nothing is answered at all, somebody hears of it."""
    lab.log(_rejected(lab.rows(0)), status="state")
    lab.to(1)

    (found,) = lab.findings(monitor="rejected")
    assert (found.level, found.n_current) == (Level.CRITICAL, 120)
    (activity,) = lab.findings(monitor="activity")
    assert activity.level is Level.OK


def test_windows_begin_with_the_first_rejected_row(make_lab: MakeLab) -> None:
    """And are the same whether it is read before or with the first answer."""
    daily, late = make_lab("daily"), make_lab("late")
    for lab in (daily, late):
        lab.clock.advance(lab.day(1))
        lab.log(_rejected(lab.rows(0)), status="state")
    daily.to(1)
    for lab in (daily, late):
        lab.pass_days(1, 2)

    assert _starts(daily) == _starts(late) == [daily.day(0), daily.day(1)]
    assert daily.results(monitor="rejected") == late.results(monitor="rejected")


# -- late labels ------------------------------------------------------------------------


def test_late_labels_re_open_the_windows_that_look_back_on_theirs(make_lab: MakeLab) -> None:
    """Performance is told from up to 28 windows: what came in time and late is the same."""
    late, timely = make_lab("late"), make_lab("timely")
    for lab in (late, timely):
        for number in range(3):
            lab.clock.advance(lab.day(number + 1))
            lab.log(lab.rows(number))
            if number or lab is timely:
                lab.label(lab.rows(number))
            lab.ws.run()
    late.clock.advance(late.day(3))
    late.label(late.rows(0))
    late.ws.run()

    for monitor in ("performance", "label_drift"):
        assert late.results(monitor=monitor) == timely.results(monitor=monitor)


def test_labels_re_open_nothing_before_or_too_far_behind(lab: Any) -> None:
    """The window itself and the 27 after it are due again."""
    for number in range(31):
        lab.clock.advance(lab.day(number + 1))
        lab.log(lab.rows(number))
    lab.ws.run()
    lab.label(lab.rows(1))
    lab.clock.advance(lab.day(31) + timedelta(hours=1))
    again = lab.ws.run()

    assert again.windows == 28
    judged = [f for f in lab.findings(monitor="performance") if f.known_at > lab.day(31)]
    assert {f.window_start for f in judged} == {lab.day(n) for n in range(1, 29)}


# -- versions ---------------------------------------------------------------------------


@contextmanager
def _stream(lab: Any) -> Iterator[Stream]:
    store = Store.open(lab.folder, clock=lab.clock)
    versions = Versions(store)
    deployed = versions.named("flights", "1", "production")
    judgings = Judgings(store, load_settings(lab.folder), versions)
    judging = judgings.of(store.catalog.models.get("flights"), deployed)
    assert judging is not None
    try:
        yield Stream(store, "flights", deployed, judging)
    finally:
        store.close()


def _volume(lab: Any, stream: Stream) -> list[tuple[Level, int | None]]:
    return [
        (f.level, f.n_current)
        for window in stream.windows
        for f in stream.findings(window, frozenset({"volume"}), lab.clock.now())
    ]


def test_the_window_in_which_a_version_is_replaced_is_not_complete(lab: Any) -> None:
    """It has the rows of a morning, which is no loss; after it there is no window."""
    lab.pass_days(0, 2)
    lab.log(lab.rows(2).slice(0, 40))
    lab.to(5)
    noon = lab.day(2) + timedelta(hours=12)

    with _stream(lab) as stream:
        stream.read(lab.day(5), live=False, labels_since=None, replaced_at=noon)
        assert _volume(lab, stream) == [(Level.OK, 120), (Level.OK, 120), (Level.UNKNOWN, 40)]


def test_a_version_is_expected_until_it_is_replaced(lab: Any) -> None:
    """Its silence before that is judged; a window cut short without a row is none."""
    lab.pass_days(0, 2)
    lab.to(5)
    noon = lab.day(3) + timedelta(hours=12)

    with _stream(lab) as stream:
        stream.read(lab.day(5), live=False, labels_since=None, replaced_at=noon)
        assert _volume(lab, stream) == [(Level.OK, 120), (Level.OK, 120), (Level.CRITICAL, 0)]


def test_a_replacement_that_is_told_late_changes_what_was_decided(lab: Any) -> None:
    """Windows after it go, and the one cut short is due again."""
    lab.pass_days(0, 2)
    lab.to(5)
    noon = lab.day(1) + timedelta(hours=12)

    with _stream(lab) as stream:
        stream.read(lab.day(5), live=True, labels_since=None)
        before = [stream.fingerprint(at, "rows") for at in range(2)]
        first = stream.read(lab.day(5), live=False, labels_since=None, replaced_at=noon)
        after = [stream.fingerprint(at, "rows") for at in range(2)]

        assert (first, len(stream.windows)) == (0, 2)
        assert (before[0] == after[0], before[1] == after[1]) == (True, False)


def test_a_version_replaced_between_two_windows_is_judged_whole(lab: Any) -> None:
    """Nothing is cut short by a deployment at midnight."""
    lab.pass_days(0, 2)
    lab.to(5)

    with _stream(lab) as stream:
        stream.read(lab.day(5), live=False, labels_since=None, replaced_at=lab.day(2))
        assert _volume(lab, stream) == [(Level.OK, 120), (Level.OK, 120)]
