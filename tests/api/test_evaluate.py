"""Evaluation on demand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any


def test_what_is_due_is_judged(http: Any, ws: Any) -> None:
    """Windows that became complete are judged, and only once."""
    before = len(ws.findings("flights"))
    ws.store.clock.advance(ws.store.clock.now() + timedelta(days=1))
    first, again = (http("POST", "/api/v1/evaluate").json() for _ in range(2))

    assert first["windows"] > 0
    assert sum(first["levels"].values()) == len(ws.findings("flights")) - before
    assert again["windows"] == 0
    assert first["failed"] == again["failed"] == {}


def test_only_until_then(http: Any) -> None:
    """What is complete by an earlier moment has been judged already."""
    done = http("POST", "/api/v1/evaluate", params={"until": "2024-01-30T00:00:00Z"})

    assert (done.status_code, done.json()["windows"]) == (200, 0)


def test_a_model_that_fails_is_named(http: Any, ws: Any) -> None:
    """The others are judged; the answer says which one was not, and why."""
    (version,) = ws.store.catalog.models.versions("flights")
    (ws.path / "baselines" / f"{version.baseline_id}.wkb").unlink()
    done = http("POST", "/api/v1/evaluate").json()

    assert set(done["failed"]) == {"flights"}
    assert "cannot be read" in done["failed"]["flights"]
