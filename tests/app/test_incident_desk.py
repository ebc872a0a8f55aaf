from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from watchkeeper.errors import ConfigError, NotFound
from watchkeeper.model import Level
from watchkeeper.model.incident import Incident, IncidentState

FAULT = range(30, 33)


def broken(lab: Any, day: int) -> pa.Table:
    """Return the rows of *day*; while the fault lasts, half of `x` and of `kind` is missing."""
    rows = lab.rows(day)
    if day not in FAULT:
        return rows
    for name in ("x", "kind"):
        column = rows[name].combine_chunks()
        gone = pa.array(np.arange(len(rows)) % 2 == 0)
        holed = pa.compute.if_else(gone, pa.scalar(None, column.type), column)
        rows = rows.set_column(rows.column_names.index(name), name, holed)
    return rows


def pass_days(lab: Any, first: int, end: int) -> None:
    """Record, label and judge each day at its end, the fault among them."""
    for number in range(first, end):
        rows = broken(lab, number)
        lab.clock.advance(lab.day(number + 1))
        lab.log(rows)
        lab.label(rows)
        lab.ws.run()


@pytest.fixture
def faulty(lab: Any) -> Any:
    """Return a lab in the middle of the fault, two days of it judged."""
    lab.pass_days(28, 30)
    pass_days(lab, 30, 32)
    return lab


def fault_of(lab: Any) -> Incident:
    """Return the incident of the fault."""
    (found,) = [i for i in lab.ws.incidents() if i.root == "data of flights"]
    return found


def test_a_fault_is_one_incident_that_resolves_by_itself(faulty: Any) -> None:
    """Both columns in it; after one clean day it is over."""
    during = fault_of(faulty)
    assert (during.state, during.level, during.level_now) == (
        IncidentState.OPEN,
        Level.CRITICAL,
        Level.CRITICAL,
    )
    assert set(during.subjects) == {"x", "kind"}
    assert during.started_at == faulty.day(30)

    pass_days(faulty, 32, 33)
    assert fault_of(faulty).state is IncidentState.OPEN
    pass_days(faulty, 33, 34)

    after = fault_of(faulty)
    assert (after.id, after.state, after.last_seen) == (
        during.id,
        IncidentState.RESOLVED,
        faulty.day(33),
    )
    assert after.resolved_at == faulty.day(34)


def test_its_story_has_evidence_and_a_timeline(faulty: Any) -> None:
    """Findings in order of time; when it opened."""
    story = faulty.ws.desk.story(fault_of(faulty).id)

    assert {f.monitor for f in story.findings} == {"missing"}
    starts = [f.window_start for f in story.findings]
    assert starts == sorted(starts)
    assert len(story.findings) == story.incident.findings
    assert len(story.muted) == story.incident.muted == len(story.because)
    assert story.events[0].kind == "opened"


def test_running_again_changes_nothing(faulty: Any) -> None:
    """Here and in another process."""
    before = [faulty.ws.desk.story(i.id) for i in faulty.ws.incidents()]

    faulty.ws.run()
    with faulty.again() as other:
        other.run()
        other.desk.update()

    assert [faulty.ws.desk.story(i.id) for i in faulty.ws.incidents()] == before


def test_all_at_once_gives_the_same_incidents(make_lab: Callable[..., Any], faulty: Any) -> None:
    """As day after day."""
    other = make_lab("at once")
    for number in range(28, 32):
        rows = broken(other, number)
        other.clock.advance(other.day(number + 1))
        other.log(rows)
        other.label(rows)
    other.ws.run()

    def what(incident: Incident) -> tuple[Any, ...]:
        return incident.root, incident.started_at, incident.last_seen, incident.state

    assert {what(i) for i in other.ws.incidents()} == {what(i) for i in faulty.ws.incidents()}


def test_a_crash_between_results_and_incidents_loses_nothing(
    lab: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was judged and not yet told is told by the next run."""
    lab.pass_days(28, 30)
    with monkeypatch.context() as context:
        context.setattr(type(lab.ws.desk), "update", lambda _: None)
        pass_days(lab, 30, 32)
        assert lab.ws.incidents() == []

    lab.ws.run()

    assert fault_of(lab).started_at == lab.day(30)


def test_acknowledged_until_resolved(faulty: Any) -> None:
    """Who, when and why are in the timeline; what is over cannot be taken any more."""
    number = fault_of(faulty).id

    taken = faulty.ws.desk.acknowledge(number, by="ada", comment="on it")

    assert (taken.acknowledged_by, taken.acknowledged_at) == ("ada", faulty.day(32))
    last = faulty.ws.desk.story(number).events[-1]
    assert (last.kind, last.by, last.text) == ("acknowledged", "ada", "on it")
    pass_days(faulty, 32, 34)
    with pytest.raises(ConfigError, match="is resolved"):
        faulty.ws.desk.acknowledge(number, by="ada")


def test_assigned_and_given_back(faulty: Any) -> None:
    """To somebody, and to nobody."""
    number = fault_of(faulty).id

    assert faulty.ws.desk.assign(number, by="ada", to="bob").assignee == "bob"
    assert faulty.ws.desk.assign(number, by="ada", to="").assignee is None
    with pytest.raises(ConfigError, match="by is empty"):
        faulty.ws.desk.assign(number, by="", to="bob")


def test_a_silence_hides_nothing(faulty: Any) -> None:
    """The incident stays listed and says until when it is silent; ended, it is no more."""
    desk = faulty.ws.desk
    assert [i.root for i in desk.preview(root="data of flights")] == ["data of flights"]

    until = faulty.clock.now() + timedelta(hours=4)
    kept = desk.silence(root="data of flights", until=until, by="ada", comment="known")

    assert fault_of(faulty).silenced_until == until
    assert desk.silences() == [kept]
    desk.end_silence(kept.id, by="ada")
    assert fault_of(faulty).silenced_until is None
    with pytest.raises(NotFound):
        desk.end_silence(kept.id, by="ada")


def test_who_silenced_and_who_ended_it_is_in_the_change_log(faulty: Any) -> None:
    """Both with their names; a silence that names no model is written down for each."""
    desk, until = faulty.ws.desk, datetime(2024, 9, 1, 6, 30, tzinfo=UTC)
    root = desk.silence(root="weather feed", until=until, by="ada", comment="known")
    whole = desk.silence(model="flights", level="warning", until=until, by="bob", comment="")
    desk.end_silence(root.id, by="bob")
    desk.end_silence(whole.id, by="bob")

    assert [c.text for c in faulty.ws.changes("flights") if c.kind == "silence"] == [
        "ada silenced weather feed until 2024-09-01 06:30 UTC: known",
        "bob silenced all of flights at the level warning until 2024-09-01 06:30 UTC",
        "bob ended ada's silence of weather feed, which held until 2024-09-01 06:30 UTC",
        "bob ended their own silence of all of flights at the level warning, "
        "which held until 2024-09-01 06:30 UTC",
    ]


def test_a_silence_of_the_past_is_refused(faulty: Any) -> None:
    """It would hold back nothing."""
    with pytest.raises(ConfigError, match="is over"):
        faulty.ws.desk.silence(until=faulty.day(0), by="ada", comment="")


def test_what_does_not_exist_is_said(faulty: Any) -> None:
    """An incident, a model, a state, a level."""
    with pytest.raises(NotFound, match="there is no incident 99"):
        faulty.ws.desk.story(99)
    with pytest.raises(NotFound):
        faulty.ws.incidents("trains")
    with pytest.raises(ConfigError, match="state='closed'"):
        faulty.ws.incidents(state="closed")
    with pytest.raises(ConfigError, match="never opens an incident"):
        faulty.ws.desk.preview(level="ok")


def test_missing_values_that_stay_wait_for_somebody(
    lab: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After seven days the level is accepted; the incident stays until it is acknowledged."""
    monkeypatch.setattr(f"{__name__}.FAULT", range(30, 99))
    lab.pass_days(28, 30)
    pass_days(lab, 30, 40)

    waits = fault_of(lab)
    done = lab.ws.desk.acknowledge(waits.id, by="ada", comment="the feed has no such values")

    assert (waits.state, waits.new_level, waits.level_now) == (
        IncidentState.OPEN,
        True,
        Level.OK,
    )
    assert done.state is IncidentState.RESOLVED
    pass_days(lab, 40, 41)
    assert fault_of(lab).state is IncidentState.RESOLVED
