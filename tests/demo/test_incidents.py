"""The fault that the demo injects is one incident, and ends by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from watchkeeper.app.workspace import Workspace
from watchkeeper.demo import replay
from watchkeeper.demo.fault import FAULT
from watchkeeper.model.incident import Incident, IncidentState

pytestmark = pytest.mark.slow


def of_the_fault(workspace: Workspace) -> list[Incident]:
    """Return the incidents that began while the fault lasted."""
    begin, end = (replay.local_midnight(d) for d in (FAULT.first, FAULT.last))
    return [i for i in workspace.incidents() if begin <= i.started_at <= end]


def test_it_is_one_incident_with_both_columns(workspace: Workspace) -> None:
    """A feed that changed its unit, another one that lost values: told once, as critical."""
    (one,) = of_the_fault(workspace)

    assert (one.root, one.subjects) == ("data of flights", ("temp", "dep_delay"))
    assert str(one.level) == "critical"
    assert one.opened_at == replay.local_midnight(FAULT.first + timedelta(days=1))


def test_what_follows_from_it_is_muted_under_it(workspace: Workspace) -> None:
    """The drift of temp, each with its reason; the evidence is the break and the missing."""
    (one,) = of_the_fault(workspace)
    story = workspace.desk.story(one.id)

    assert {f.subject for f in story.muted if f.monitor == "drift"} >= {"temp"}
    assert all(why.startswith("follows from ") for why in story.because)
    assert {(f.subject, f.monitor) for f in story.findings} == {
        ("temp", "drift"),
        ("dep_delay", "missing"),
    }


def test_it_is_resolved_by_itself_by_16_august(workspace: Workspace) -> None:
    """After the first clean day."""
    (one,) = of_the_fault(workspace)

    assert one.state is IncidentState.RESOLVED
    assert one.last_seen == replay.local_midnight(FAULT.last + timedelta(days=1))
    assert one.resolved_at is not None
    assert one.resolved_at <= replay.local_midnight(date(2013, 8, 16))


def test_other_days_are_other_incidents(workspace: Workspace) -> None:
    """The weather feed's real gap of 2 July, the few flights of the fourth."""
    roots = {(i.root, i.started_at) for i in workspace.incidents()}

    assert ("weather feed", replay.local_midnight(date(2013, 7, 2))) in roots
    assert ("rows of flights", replay.local_midnight(date(2013, 7, 4))) in roots
