"""Versions over HTTP."""

from __future__ import annotations

from typing import Any

VERSIONS = "/api/v1/models/flights/versions"


def test_a_version_is_deployed_with_all_that_is_known_of_it(http: Any, ws: Any) -> None:
    """What is told back is what the workspace has."""
    given = {
        "version": "2",
        "deployed_at": "2024-02-02T00:00:00Z",
        "trained_at": "2024-01-20T00:00:00Z",
        "trained_until": "2024-01-15T00:00:00+01:00",
        "packages": {"numpy": "2.1.0"},
        "importance": {"temp": 0.7},
    }
    reply = http("POST", VERSIONS, json=given)

    assert reply.status_code == 201
    assert reply.json() == given | {
        "model": "flights",
        "environment": "production",
        "baseline_id": None,
        "trained_until": "2024-01-14T23:00:00Z",
    }
    found = [deployed.version for deployed in ws.versions("flights")]
    assert [version.version for version in found] == ["1", "2"]
    assert found[1].importance == {"temp": 0.7}
    listed = http("GET", VERSIONS).json()["versions"]
    assert listed[1] == reply.json()


def test_a_version_may_take_a_baseline_that_is_there(http: Any, ws: Any) -> None:
    """By its id, of this model only."""
    baseline = ws.versions("flights")[0].baseline.id
    shadow = {"version": "2", "environment": "shadow", "baseline": baseline}

    assert http("POST", VERSIONS, json=shadow).json()["baseline_id"] == baseline
    other = http("POST", "/api/v1/models/other/versions", json=shadow)
    assert other.status_code == 404
    assert other.json()["error"] == f"'other' has no baseline '{baseline}'"


def test_a_time_without_a_zone_is_refused(http: Any) -> None:
    """It could be any of 24 moments; one far away is a slip of the keyboard."""
    for when in ("2024-02-02T00:00:00", "9999-12-31T23:59:59-10:00", "0001-01-01T00:00:00+10:00"):
        reply = http("POST", VERSIONS, json={"version": "2", "deployed_at": when})
        assert reply.status_code == 422
        assert "body.deployed_at" in reply.json()["error"]
