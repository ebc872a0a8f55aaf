from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from watchkeeper.alerting.due import due, matches
from watchkeeper.alerting.group import group
from watchkeeper.alerting.reconcile import reconcile
from watchkeeper.config import ChannelSettings
from watchkeeper.model import Level
from watchkeeper.model.incident import Incident, IncidentState, Silence
from watchkeeper.store.catalog.outbox import Told

OPS = ChannelSettings(name="ops")
WARNED = Told(sequence=1, kind="opened", level=Level.WARNING)


@pytest.fixture
def incident(made: Any) -> Incident:
    """Return an open warning about temp of flights."""
    (found,) = reconcile([], group(made.days(1, 3)), {}, made.at(3))
    return replace(found.incident, id=7)


@pytest.fixture
def silence(made: Any) -> Silence:
    """Return a silence of everything."""
    return Silence(
        id=1,
        model=None,
        root=None,
        level=None,
        until=made.at(9),
        by="ada",
        comment="",
        created_at=made.at(1),
    )


def kinds(incident: Incident, last: Told | None, *silences: Silence) -> list[str]:
    """Return what the channel is told."""
    told = {} if last is None else {("ops", incident.id): last}
    return [notice.kind for notice in due([incident], told, [OPS], silences)]


def test_each_change_is_told_once(incident: Incident) -> None:
    """Opened, worse, resolved, back again; nothing twice."""
    critical = replace(incident, level=Level.CRITICAL)
    over = replace(incident, state=IncidentState.RESOLVED)
    told_over = replace(WARNED, kind="resolved")

    assert kinds(incident, None) == ["opened"]
    assert kinds(incident, WARNED) == []
    assert kinds(critical, WARNED) == ["worse"]
    assert kinds(over, WARNED) == ["resolved"]
    assert kinds(over, told_over) == []
    assert kinds(incident, told_over) == ["reopened"]


def test_what_was_over_before_anybody_was_told_is_not_told(incident: Incident) -> None:
    """A year of history, read at once, wakes nobody."""
    assert kinds(replace(incident, state=IncidentState.RESOLVED), None) == []


def test_a_silence_holds_back_and_its_end_tells(incident: Incident, silence: Silence) -> None:
    """Nothing is lost by it."""
    assert kinds(incident, None, silence) == []
    assert kinds(incident, None) == ["opened"]


def test_a_channel_hears_what_it_asked_for(incident: Incident) -> None:
    """By level and by model."""
    pager = ChannelSettings(name="pager", levels=("critical",))
    others = ChannelSettings(name="others", models=("trains",))

    assert due([incident], {}, [pager, others], []) == []
    (notice,) = due([replace(incident, level=Level.CRITICAL)], {}, [pager, others], [])
    assert notice.channel == "pager"


def test_who_was_told_hears_the_end(incident: Incident) -> None:
    """Also where it became worse than what the channel asked for: else it would burn for ever."""
    warnings = ChannelSettings(name="ops", levels=("warning",))
    over = replace(incident, level=Level.CRITICAL, state=IncidentState.RESOLVED)

    (notice,) = due([over], {("ops", 7): WARNED}, [warnings], [])

    assert notice.kind == "resolved"


@pytest.mark.parametrize(
    ("matcher", "expected"),
    [
        ({}, True),
        ({"model": "flights"}, True),
        ({"model": "trains"}, False),
        ({"root": "temp"}, True),
        ({"root": "seats"}, False),
        ({"level": Level.WARNING}, True),
        ({"level": Level.CRITICAL}, False),
        ({"model": "flights", "root": "seats"}, False),
    ],
)
def test_all_matchers_must_fit(
    incident: Incident, silence: Silence, matcher: dict[str, Any], expected: bool
) -> None:
    """One that is None fits everything; a level fits only itself, so what becomes worse is told."""
    assert matches(incident, replace(silence, **matcher)) is expected
