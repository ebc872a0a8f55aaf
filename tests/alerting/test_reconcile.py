from __future__ import annotations

from dataclasses import replace
from typing import Any

from watchkeeper.alerting.group import group
from watchkeeper.alerting.reconcile import Outcome, reconcile
from watchkeeper.model import Level
from watchkeeper.model.deviation import Deviation
from watchkeeper.model.incident import Incident, IncidentState


def step(
    made: Any,
    known: list[Incident],
    deviations: list[Deviation],
    *,
    ok_from: int | None = None,
    seen_from: int = 99,
    day: int = 50,
) -> list[Outcome]:
    """Return what becomes of *known*; new ones get the next number."""
    answers = made.answers(deviations, ok_from=ok_from, seen_from=seen_from)
    found = reconcile(known, group(deviations), answers, made.at(day))
    return [
        replace(o, incident=replace(o.incident, id=o.incident.id or 1 + at + len(known)))
        for at, o in enumerate(found)
    ]


def kinds(outcome: Outcome) -> list[str]:
    """Return the kinds of its events."""
    return [event.kind for event in outcome.events]


def counted(deviations: list[Deviation], incident: int) -> list[Deviation]:
    """Return *deviations* as counted to an incident before."""
    return [replace(d, incident=incident) for d in deviations]


def test_a_first_deviation_opens(made: Any) -> None:
    """It is known since the finding was; nothing is taken back by a later call."""
    (opened,) = step(made, [], made.days(1, 3))

    assert kinds(opened) == ["opened"]
    assert opened.incident.opened_at == made.at(2)
    assert opened.incident.state is IncidentState.OPEN


def test_calling_it_again_changes_nothing(made: Any) -> None:
    """The same incident, without an event."""
    deviations = made.days(1, 3)
    (first,) = step(made, [], deviations)

    (again,) = step(made, [first.incident], counted(deviations, 1), day=60)

    assert (again.incident, again.events) == (first.incident, ())


def test_a_clean_window_resolves(made: Any) -> None:
    """The first whole window after the last deviation."""
    deviations = made.days(1, 3)
    (first,) = step(made, [], deviations, ok_from=0)

    (over,) = step(made, [first.incident], counted(deviations, 1), ok_from=3)

    assert kinds(over) == ["resolved"]
    assert over.incident.resolved_at == made.at(50)
    assert over.incident.level_now is Level.OK
    assert over.incident.level is Level.WARNING


def test_unknown_resolves_nothing(made: Any) -> None:
    """The check answered later, but was not ok since."""
    (still,) = step(made, [], made.days(1, 3), ok_from=1, seen_from=8)

    assert still.incident.state is IncidentState.OPEN


def test_a_check_that_is_no_more_does_not_keep_it_open(made: Any) -> None:
    """A column that is gone from the new version is not judged any more."""
    gone = made.days(1, 3)
    answers = made.answers(gone, ok_from=0, seen_from=2)
    answers |= made.answers([made.deviation(1, "other")], ok_from=9, seen_from=9)

    (over,) = reconcile([], group(gone), answers, made.at(10))

    assert kinds(over) == ["opened", "resolved"]


def test_a_level_that_rises_is_told(made: Any) -> None:
    """From warning to critical; a fall is not."""
    deviations = made.days(1, 3)
    (first,) = step(made, [], deviations)
    louder = [*counted(deviations, 1), made.deviation(3, level=Level.CRITICAL)]

    (worse,) = step(made, [first.incident], louder)

    assert kinds(worse) == ["worse"]
    assert (worse.incident.level, worse.incident.level_now) == (Level.CRITICAL, Level.CRITICAL)


def test_a_relapse_reopens_the_same_incident(made: Any) -> None:
    """Within two windows; who had taken note must take note again."""
    deviations = made.days(1, 3)
    (over,) = step(made, [], deviations, ok_from=3)
    noted = replace(over.incident, acknowledged_at=made.at(3), acknowledged_by="ada")
    relapse = [*counted(deviations, 1), made.deviation(5)]

    (again,) = step(made, [noted], relapse, ok_from=4)

    assert kinds(again) == ["reopened"]
    assert (again.incident.id, again.incident.resolved_at) == (1, None)
    assert again.incident.acknowledged_by is None


def test_drift_that_was_accepted_is_over(made: Any) -> None:
    """The new level is the new normal."""
    (over,) = step(made, [], [*made.days(1, 7), made.deviation(7, new_level=True)], ok_from=8)

    assert (over.incident.state, over.incident.new_level) == (IncidentState.RESOLVED, True)


def test_a_fault_that_was_accepted_waits_for_somebody(made: Any) -> None:
    """Missing values do not become normal by lasting; acknowledged, it is over."""
    deviations = [made.deviation(d, monitor="missing", new_level=d == 7) for d in range(1, 8)]
    (waits,) = step(made, [], deviations, ok_from=8)
    noted = replace(waits.incident, acknowledged_at=made.at(9), acknowledged_by="ada")

    (over,) = step(made, [noted], counted(deviations, 1), ok_from=8)

    assert (waits.incident.state, waits.incident.new_level) == (IncidentState.OPEN, True)
    assert over.incident.state is IncidentState.RESOLVED


def test_what_was_judged_otherwise_since_is_withdrawn(made: Any) -> None:
    """Late labels took the finding back."""
    (first,) = step(made, [], made.days(1, 3))

    (gone,) = step(made, [first.incident], [])

    assert (kinds(gone), gone.incident.state) == (["withdrawn"], IncidentState.RESOLVED)


def test_two_incidents_can_turn_out_to_be_one(made: Any) -> None:
    """A finding between them joins them; the younger one says where it went."""
    first, second = made.days(1, 2), made.days(6, 7)
    one, two = step(made, [], [*first, *second])
    joined = [*counted(first, 1), made.deviation(3), made.deviation(4), *counted(second, 2)]

    kept, merged = step(made, [one.incident, two.incident], joined)

    assert kept.incident.id == 1
    assert (merged.incident.id, kinds(merged)) == (2, ["merged"])
    assert "incident 1" in merged.events[0].text


def test_an_incident_can_get_a_wider_root(made: Any) -> None:
    """The second column of a fault comes a day later: the same incident tells of both."""
    celsius = made.days(1, 2, "temp", alarms=("jump",), source="weather")
    (first,) = step(made, [], celsius)
    delays = made.days(2, 3, "dep_delay", "missing", level=Level.CRITICAL)

    (both,) = step(made, [first.incident], [*counted(celsius, 1), *delays])

    assert (first.incident.root, both.incident.root) == ("weather", "data of flights")
    assert kinds(both) == ["worse", "updated"]
    assert both.incident.subjects == ("temp", "dep_delay")
