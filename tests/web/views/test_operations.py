"""What serving a model takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from watchkeeper.app.workspace import Workspace
from watchkeeper.web.site import Asked, Site
from watchkeeper.web.views import operations as module
from watchkeeper.web.views.model_view import model_view
from watchkeeper.web.views.operations import Operations, operations


def seen(workspace: Workspace, model: str = "flights", **query: str) -> Operations | None:
    """Return the operations of a model as its page reads them."""
    site = Site(workspace)
    return operations(site, model_view(site, Asked(path="", names={"model": model}, query=query)))


def test_requests_are_counted_by_route_and_by_time(workspace: Workspace) -> None:
    """Both ways of counting agree with what was recorded."""
    found = seen(workspace, range="7d")
    assert found is not None
    (route,) = found.routes

    assert (route.requests, route.errors, route.worst_error) == (200, 20, "KeyError")
    assert route.latency[0] == 99.5
    assert sum(step.requests for step in found.steps) == 200
    assert sum(step.errors for step in found.steps) == 20
    assert not found.cut


def test_processors_and_memory_come_from_intervals(workspace: Workspace) -> None:
    """90 seconds of processor time every 14 minutes is about a ninth of a processor."""
    found = seen(workspace, range="7d")
    assert found is not None
    whole = found.steps[2]

    assert found.width == timedelta(hours=3)
    assert whole.processors == pytest.approx(90 / (14 * 60), rel=0.1)
    assert max(step.memory_mb or 0 for step in found.steps) == 449.0


def test_jobs_say_how_they_ended(workspace: Workspace) -> None:
    """What failed names the class of the error."""
    found = seen(workspace)
    assert found is not None

    assert {(j.name, j.status, j.error, j.took) for j in found.jobs} == {
        ("nightly", "ok", "", timedelta(hours=2)),
        ("weekly", "error", "MemoryError", timedelta(hours=2)),
    }


def test_without_a_record_there_is_nothing(workspace: Workspace) -> None:
    """The page then says how to record some."""
    assert seen(workspace, "unlabelled") is None
    assert seen(workspace, to="2024-02-10") is None


def test_too_many_records_are_cut_at_a_day_and_said(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page never reads without a bound."""
    monkeypatch.setattr(module, "MOST_READ", 250)
    found = seen(workspace)
    assert found is not None

    assert found.cut
    assert 0 < found.requests < 200


def test_days_begin_at_midnight_where_the_model_is() -> None:
    """Also on the day that has 25 hours: its step ends where the next day begins."""
    zone = ZoneInfo("America/New_York")
    first, end = datetime(2013, 11, 2, 9, tzinfo=UTC), datetime(2013, 11, 5, 5, tzinfo=UTC)

    edges = module._edges(first, end, timedelta(days=1), zone)

    assert [edge.astimezone(zone).hour for edge in edges] == [0, 0, 0, 0]
    assert edges[2] - edges[1] == timedelta(hours=25)


def test_shorter_steps_begin_at_full_ones() -> None:
    """Three hours at 00, 03, 06 UTC; the first holds the first record."""
    first, end = datetime(2024, 2, 1, 4, 30, tzinfo=UTC), datetime(2024, 2, 1, 9, 30, tzinfo=UTC)

    edges = module._edges(first, end, timedelta(hours=3), ZoneInfo("UTC"))

    assert [edge.hour for edge in edges] == [3, 6, 9]
