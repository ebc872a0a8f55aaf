"""Incidents and silences over HTTP, on a workspace with one incident."""

from __future__ import annotations

from typing import Any


def test_an_incident_is_listed_and_told(http: Any) -> None:
    """By model and state; its story has its findings and its timeline."""
    listed = http("GET", "/api/v1/incidents").json()["incidents"]
    story = http("GET", "/api/v1/incidents/1").json()

    assert [(one["root"], one["level"]) for one in listed] == [("origin", "critical")]
    assert story["incident"] == listed[0]
    assert [f["subject"] for f in story["findings"]] == ["origin"]
    assert story["findings"][0]["alarms"] == ["unseen"]
    assert len(story["muted"]) == len(story["because"]) == listed[0]["muted"]
    assert [event["kind"] for event in story["events"]] == ["opened"]
    for params in ({"model": "other"}, {"state": "resolved"}):
        assert http("GET", "/api/v1/incidents", params=params).json() == {"incidents": []}


def test_it_is_acknowledged_and_assigned(http: Any) -> None:
    """The reply is the new state, with the entry in the timeline."""
    seen = http("POST", "/api/v1/incidents/1/acknowledge", json={"by": "anna", "comment": "on it"})
    given = http("POST", "/api/v1/incidents/1/assign", json={"by": "anna", "to": "ben"})

    assert seen.json()["incident"]["acknowledged_by"] == "anna"
    assert seen.json()["events"][-1]["text"] == "on it"
    assert given.json()["incident"]["assignee"] == "ben"


def test_who_did_it_is_the_token(guarded: Any) -> None:
    """What a caller says of itself counts less than what it can show."""
    token = guarded.token("write", name="carol")
    path = "/api/v1/incidents/1/acknowledge"
    reply = guarded.ask("POST", path, token, json={"by": "somebody else"})

    assert reply.json()["incident"]["acknowledged_by"] == "carol"


def test_an_unknown_incident_is_told(http: Any) -> None:
    """404; a number that is none is 422."""
    for method, path, body in (
        ("GET", "/api/v1/incidents/7", None),
        ("POST", "/api/v1/incidents/7/acknowledge", {}),
        ("POST", "/api/v1/incidents/7/assign", {"to": "ben"}),
        ("DELETE", "/api/v1/silences/7", None),
    ):
        reply = http(method, path, **({} if body is None else {"json": body}))
        assert reply.status_code == 404
    assert http("GET", "/api/v1/incidents/x").status_code == 422


def test_a_silence_is_previewed_made_and_ended(http: Any) -> None:
    """What it matches is known before it is made."""
    matched = http("GET", "/api/v1/silences/preview", params={"root": "origin"}).json()
    nothing = http("GET", "/api/v1/silences/preview", params={"root": "wind"}).json()
    given = {"root": "origin", "until": "2024-02-03T00:00:00Z", "comment": "sensor is mended"}
    made = http("POST", "/api/v1/silences", json=given)

    assert [one["id"] for one in matched["incidents"]] == [1]
    assert nothing == {"incidents": []}
    assert made.status_code == 201
    assert http("GET", "/api/v1/silences").json() == {"silences": [made.json()]}
    assert http("DELETE", f"/api/v1/silences/{made.json()['id']}").status_code == 204
    assert http("GET", "/api/v1/silences").json() == {"silences": []}
