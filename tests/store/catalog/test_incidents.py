from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from watchkeeper.errors import NotFound, StoreError
from watchkeeper.model import Finding, Level
from watchkeeper.model.deviation import Answered, Check
from watchkeeper.model.incident import Incident, IncidentEvent, IncidentState
from watchkeeper.store.catalog import Catalog
from watchkeeper.store.catalog.deviations import (
    NewAnswers,
    answered_of,
    assign,
    deviations_of,
    put_answers,
)
from watchkeeper.store.catalog.incidents import incidents_of, peak_finding, put_incident
from watchkeeper.store.catalog.outbox import last_told, post

NOW = datetime(2024, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
CHECK = Check("m", "production", "drift", "x")


def incident(**changes: Any) -> Incident:
    """Return an open incident about x of m."""
    given: dict[str, Any] = {
        "id": 0,
        "root_kind": "column",
        "root": "x",
        "models": ("m",),
        "environment": "production",
        "version": None,
        "state": IncidentState.OPEN,
        "level": Level.WARNING,
        "level_now": Level.WARNING,
        "title": "t",
        "subjects": ("x",),
        **dict.fromkeys(("started_at", "last_seen", "opened_at", "updated_at"), NOW),
    }
    return Incident(**(given | changes))


def finding(day: int, level: Level = Level.WARNING, **more: Any) -> Finding:
    """Return a finding about x of m on *day*."""
    given: dict[str, Any] = {
        "reason": "off",
        "version": "1",
        "window_start": NOW + day * DAY,
        "window_end": NOW + (day + 1) * DAY,
        "known_at": NOW + (day + 1) * DAY,
    }
    return Finding(
        monitor="drift",
        subject="x",
        subject_kind="feature",
        level=level,
        model="m",
        environment="production",
        **(given | more),
    )


def judged(day: int, *loud: Finding, ok: bool = False) -> NewAnswers:
    """Return that drift of m was judged on *day*."""
    start = NOW + day * DAY
    return NewAnswers(
        model="m",
        judged=frozenset({("drift", "1", "production", start)}),
        loud=loud,
        answers={CHECK: Answered(seen_from=start, ok_from=start if ok else None)},
    )


def test_an_incident_comes_back_as_it_was(catalog: Catalog) -> None:
    """With its timeline."""
    opened = IncidentEvent(at=NOW, kind="opened", text="t")
    with catalog.write() as connection:
        kept = put_incident(connection, incident(), [opened])

    assert catalog.incidents.get(kept.id) == kept == replace(incident(), id=kept.id)
    assert catalog.incidents.events(kept.id) == (opened,)


def test_worst_and_newest_come_first_and_open_before_resolved(catalog: Catalog) -> None:
    """Whatever their numbers."""
    with catalog.write() as connection:
        for changes in (
            {"state": IncidentState.RESOLVED, "level": Level.CRITICAL, "title": "over"},
            {"title": "old"},
            {"title": "new", "started_at": NOW + DAY},
            {"level": Level.CRITICAL, "title": "worst"},
        ):
            put_incident(connection, incident(**changes))

    assert [i.title for i in catalog.incidents.all()] == ["worst", "new", "old", "over"]
    assert [i.title for i in catalog.incidents.all(state=IncidentState.RESOLVED)] == ["over"]


def test_only_what_may_change_is_read_again(catalog: Catalog) -> None:
    """What is open, and what was seen lately; of the models that are asked for."""
    with catalog.write() as connection:
        put_incident(connection, incident(title="open"))
        for title, seen in (("old", NOW), ("late", NOW + 5 * DAY)):
            over = incident(state=IncidentState.RESOLVED, title=title, last_seen=seen)
            put_incident(connection, over)
        found = incidents_of(connection, ["m"], since=NOW + DAY)

        assert [i.title for i in found] == ["open", "late"]
        assert incidents_of(connection, ["other"]) == []


def test_a_number_that_is_not_there_is_said(catalog: Catalog) -> None:
    """With the command that lists them."""
    with pytest.raises(NotFound, match="there is no incident 5"):
        catalog.incidents.get(5)


def test_a_window_judged_again_replaces_what_was_known(catalog: Catalog) -> None:
    """Changed, gone, and untouched where another window was judged."""
    with catalog.write() as connection:
        assert put_answers(connection, judged(1, finding(1))) == NOW + DAY
        assert put_answers(connection, judged(2, finding(2))) == NOW + 2 * DAY
        assert put_answers(connection, judged(2, finding(2))) is None
        louder = finding(2, Level.CRITICAL)
        assert put_answers(connection, judged(2, louder)) == NOW + 2 * DAY
        assert [str(d.level) for d in deviations_of(connection, ["m"], since=NOW)] == [
            "warning",
            "critical",
        ]
        assert put_answers(connection, judged(1, ok=True)) == NOW + DAY
        (left,) = deviations_of(connection, ["m"], since=NOW)
        assert left.window.start == NOW + 2 * DAY


def test_how_far_a_check_has_come_only_rises(catalog: Catalog) -> None:
    """A late judgement of an earlier window takes nothing back."""
    with catalog.write() as connection:
        put_answers(connection, judged(5, ok=True))
        put_answers(connection, judged(2, finding(2)))

        assert answered_of(connection, ["m"]) == {
            CHECK: Answered(seen_from=NOW + 5 * DAY, ok_from=NOW + 5 * DAY)
        }


def test_the_loudest_finding_speaks(catalog: Catalog) -> None:
    """Muted ones do not."""
    with catalog.write() as connection:
        kept = put_incident(connection, incident())
        for day, level in ((1, Level.WARNING), (2, Level.CRITICAL), (3, Level.CRITICAL)):
            put_answers(connection, judged(day, finding(day, level, reason=f"day {day}")))
        rows = deviations_of(connection, ["m"], since=NOW)
        because = {3: "follows from y (missing)"}
        assign(connection, [(d.id, kept.id, because.get(d.id)) for d in rows])
        peak = peak_finding(connection, kept)

    assert peak is not None
    assert peak.reason == "day 2"
    own, muted = catalog.incidents.findings(kept.id)
    assert [f.reason for f in own] == ["day 1", "day 2"]
    assert [(f.reason, why) for f, why in muted] == [("day 3", because[3])]


def test_a_message_is_in_the_outbox_once(catalog: Catalog) -> None:
    """The same number for the same channel and incident a second time is refused."""
    letter = {
        "channel": "ops",
        "sequence": 1,
        "kind": "opened",
        "level": Level.WARNING,
        "message": {"title": "t"},
        "created_at": NOW,
        "due_at": NOW,
    }
    with catalog.write() as connection:
        kept = put_incident(connection, incident())
        post(connection, [letter | {"incident": kept.id}])
    with pytest.raises(StoreError, match="UNIQUE"), catalog.write() as connection:
        post(connection, [letter | {"incident": kept.id}])

    (waiting,) = catalog.outbox.waiting(NOW)
    assert (waiting.key, waiting.message) == (f"ops-{kept.id}-opened-1", {"title": "t"})
    with catalog.read() as connection:
        assert last_told(connection)["ops", kept.id].kind == "opened"
