from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from watchkeeper.alerting.group import group
from watchkeeper.alerting.message import message_from_dict, message_of
from watchkeeper.alerting.reconcile import reconcile
from watchkeeper.model import Finding, Level, Model
from watchkeeper.model.incident import Incident, IncidentState

MODEL = Model(
    name="flights",
    task="binary",
    owner="ops@example.org",
    sources={"temp": "weather"},
    source_owners={"weather": "met@example.org"},
    consumers=("gate display",),
    runbook="https://runbooks.example.org/flights",
    timezone="America/New_York",
)
PEAK = Finding(
    monitor="missing",
    subject="temp",
    subject_kind="feature",
    level=Level.CRITICAL,
    reason="r",
    measure="missing",
    value=0.224,
    lower=0.2,
    upper=0.25,
    expected=0.029,
    limit=0.184,
)


@pytest.fixture
def incident(made: Any) -> Incident:
    """Return an open incident of the weather feed."""
    faults = made.days(1, 3, "temp", "missing", source="weather", level=Level.CRITICAL)
    (found,) = reconcile([], group(faults), {}, made.at(3))
    return replace(found.incident, id=7, muted=2)


def test_it_says_all_that_whoever_is_woken_needs(incident: Incident) -> None:
    """Value, limit, since when, who is hit, what follows, the next step, owner, runbook, link."""
    told = message_of(incident, PEAK, [MODEL], kind="opened", external_url="https://wk.example/")

    assert told.title == "temp of flights: temp is off"
    assert (told.value, told.limit) == ("22.4\u202f% [20.0, 25.0]", "18.4\u202f%")
    assert told.text == (
        "Since 2024-03-01 19:00 EST. The answers of flights, used by gate display may suffer. "
        "2 findings follow from it and are not told. "
        "Next: ask met@example.org what changed in weather."
    )
    assert (told.owner, told.runbook) == ("met@example.org", MODEL.runbook)
    assert told.link == "https://wk.example/incidents/7"
    assert (told.status, told.ended_at) == ("firing", "")


def test_the_end_is_told_as_one(made: Any, incident: Incident) -> None:
    """No next step, and when it ended."""
    over = replace(incident, state=IncidentState.RESOLVED, resolved_at=made.at(5))

    told = message_of(over, PEAK, [MODEL], kind="resolved", external_url="https://wk.example")

    assert told.title.startswith("Resolved: temp of flights")
    assert (told.status, told.ended_at) == ("resolved", made.at(5).isoformat())
    assert "Next" not in told.text


def test_it_survives_the_outbox(incident: Incident) -> None:
    """Written down and read back, it is the same."""
    told = message_of(incident, None, [], kind="worse", external_url="https://wk.example")

    assert message_from_dict(told.to_dict()) == told
