"""The service as one runs it."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from watchkeeper.app.workspace import open_workspace
from watchkeeper.store.inbox import inbox_state

ONE = {"id": "a", "features": {"secret-feature-value": "the-value"}, "score": 0.7}


PATH = "/api/v1/models/m/predictions"
COUNTED = 'watchkeeper_ingest_events_total{kind="predictions",model="m",outcome="accepted"} 3.0'


def test_a_record_goes_all_the_way(start: Any, watch: Path, wait_for: Any) -> None:
    """In by the door, into the lake, judged; the clock moves; a stop leaves nothing behind."""
    server = start()
    with server.client() as client:
        assert client.post(PATH, json={"records": [ONE]}).json()["accepted"] == 1
        assert client.get("/healthz").json() == {"status": "ok"}
        wait_for(lambda: client.get("/readyz").status_code == 200)
        assert client.get("/readyz").json() == {"inbox": "ok", "writer": "ok", "lake": "ok"}
        move_the_clock(client, watch)
        assert client.post("/api/v1/evaluate").json()["failed"] == {}
        assert "evaluator_success" in inbox_state(watch).said
        text = client.get("/metrics").text
        client.get("/nowhere/a-secret", params={"token": "a-secret"})
        document = client.get("/api/v1/openapi.json").json()
    assert COUNTED in text
    for name in ("inbox_rows", "writer_last_success_timestamp_seconds", "evaluator_lag_seconds"):
        assert f"\nwatchkeeper_{name} " in text
    assert {PATH.replace("/m/", "/{model}/"), "/api/v1/models"} <= set(document["paths"])
    assert "Predictions" in document["components"]["schemas"]

    assert server.stop() == 0
    with open_workspace(watch) as workspace:
        assert workspace.store.clock.now() == datetime(2024, 3, 11, tzinfo=UTC)
        rows = workspace.predictions("m", ["prediction_id", "received_at"]).to_pylist()
    days = {row["prediction_id"]: row["received_at"].day for row in rows}
    assert days == {"a": 10, "b": 10, "c": 11}
    check_log(server)


def move_the_clock(client: httpx.Client, watch: Path) -> None:
    """Send one record before and one after it; what is no time, or lies back, is refused."""
    secret = {"Authorization": "Bearer wk_secret"}
    client.post(PATH, json={"records": [{"id": "b", "features": {}}]}, headers=secret)
    to = "2024-03-11T00:00:00+00:00"
    assert client.post("/api/v1/clock", json={"now": to}).json() == {"now": to}
    assert client.get("/api/v1/clock").json() == {"now": to}
    assert inbox_state(watch).requests == 0
    client.post(PATH, json={"records": [{"id": "c", "features": {}}]})
    assert client.post("/api/v1/clock", json={"now": "2024-03-01T00:00:00Z"}).status_code == 409
    assert client.post("/api/v1/clock", json={"now": "noon"}).status_code == 422
    assert client.post("/api/v1/clock").status_code == 400


def check_log(server: Any) -> None:
    """A line for each request; no value, no name of a feature, no token, no unknown path."""
    told = server.log.read_text()
    for secret in ("the-value", "secret-feature-value", "wk_secret", "a-secret"):
        assert secret not in told
    first = next(e for e in server.events() if e["event"] == "request")
    assert (first["method"], first["status"], first["model"]) == ("POST", 202, "m")
    assert first["route"] == "/api/v1/models/{model}/predictions"
    assert first["bytes"] > 0
    routes = {e["route"] for e in server.events() if e["event"] == "request"}
    assert {"/api/v1/evaluate", "/api/v1/clock", "/readyz", "(none)"} <= routes


@pytest.mark.slow
def test_two_servers_share_a_workspace(start: Any, watch: Path, wait_for: Any) -> None:
    """One writes; the other's writer says why it stands by, and takes over when it may."""
    first = start()
    wait_for(lambda: any(e["event"] == "writer_started" for e in first.events()))
    second = start()
    wait_for(lambda: any(e["event"] == "writer_stands_by" for e in second.events()))
    (standing,) = [e for e in second.events() if e["event"] == "writer_stands_by"]
    assert "inbox is held by the writer" in standing["reason"]
    with second.client() as client:
        body = {"records": [ONE], "batch_id": "b"}
        client.post(PATH, json=body)
        wait_for(lambda: inbox_state(watch).requests == 0)
        assert first.stop(signal.SIGINT) == 0
        wait_for(lambda: any(e["event"] == "writer_started" for e in second.events()))
        assert client.post(PATH, json=body).json()["repeated"]
    assert second.stop() == 0
    with open_workspace(watch) as workspace:
        assert workspace.rows("m") == 1
