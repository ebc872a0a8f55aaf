"""The change log over HTTP."""

from __future__ import annotations

from typing import Any

CHANGES = "/api/v1/models/flights/changes"


def test_an_outside_event_is_noted_once(http: Any, ws: Any) -> None:
    """The same entry a second time changes nothing."""
    given = {"text": "new timetable", "at": "2024-01-30T08:00:00+01:00"}
    first, again = (http("POST", CHANGES, json=given) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["at"] == "2024-01-30T07:00:00Z"
    listed = http("GET", CHANGES).json()["changes"]
    assert [change["kind"] for change in listed] == [c.kind for c in ws.changes("flights")]
    assert [change["text"] for change in listed].count("new timetable") == 1


def test_without_a_time_it_is_now(http: Any) -> None:
    """Now is the workspace's clock, also in a replay."""
    reply = http("POST", CHANGES, json={"text": "storm"})

    assert reply.json()["at"] == "2024-02-01T00:00:00Z"
