"""From the client in serving code to the lake, with the server away in between."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.app.workspace import open_workspace
from watchkeeper.sdk import Client
from watchkeeper.sdk.body import envelope
from watchkeeper.sdk.outbox import Batch
from watchkeeper.sdk.reply import Meaning, understand
from watchkeeper.sdk.transport import Reply
from watchkeeper.store import read_labels
from watchkeeper.store.inbox import inbox_state
from watchkeeper.store.operations import read_operations

PATH = "/api/v1/models/m/predictions"


def answers(client: Client, first: int, count: int) -> list[str]:
    """Log answers, their labels, and an operation for each; return their ids."""
    ids = []
    for i in range(first, first + count):
        pid = client.log(features={"temp": i / 7, "origin": "JFK"}, prediction="late", score=0.5)
        client.label(pid, "late" if i % 2 else "on_time")
        client.operation("request", name=pid, latency_ms=1.5)
        ids.append(pid)
    return ids


def test_everything_arrives_once(start: Any, watch: Path, tmp_path: Path, wait_for: Any) -> None:
    """Logged before, while and after the server was away; the client's facts come along."""
    server = start()
    port = int(server.url.rpartition(":")[2])
    client = Client(
        server.url, model="m", version="1", spool=tmp_path / "spool", packages=["pytest"]
    )
    ids = answers(client, 0, 40)
    assert client.flush(60.0)
    server.kill(all_processes=True)
    ids += answers(client, 40, 40)
    server = start(port=port)
    ids += answers(client, 80, 40)
    assert client.flush(60.0)
    # A record that nobody can take is lost alone, and counted.
    client.label(ids[0], {"no": "label"}, verdict="no such verdict")
    assert client.flush(60.0)
    last = client.log(features={"temp": 1.0}, prediction="late", score=0.5)
    assert client.close(60.0)
    assert (client.stats.sent, client.stats.dropped) == (361, 1)
    wait_for(lambda: inbox_state(watch).requests == 0)
    assert server.stop() == 0

    with open_workspace(watch) as workspace:
        store = workspace.store
        predicted = workspace.predictions("m", ["prediction_id"])["prediction_id"]
        labelled = read_labels(store, "m")["prediction_id"]
        operated = read_operations(store, "m")["name"]
        (known,) = store.catalog.clients.of("m")
    assert Counter(predicted.to_pylist()) == Counter([*ids, last])
    assert Counter(labelled.to_pylist()) == Counter(ids)
    assert Counter(operated.to_pylist()) == Counter(ids)
    assert (known.version, known.environment, known.dropped) == ("1", "production", 1)
    assert dict(known.packages) == {"pytest": pytest.__version__}


def test_the_client_learns_what_a_batch_was_refused_for(start: Any) -> None:
    """Asked with the envelope alone, the door takes a sound one, and blames an unsound one."""
    server = start()
    record = {"id": "a", "features": {"x": 1}}

    def meant(**head: Any) -> Meaning:
        body = json.dumps({**head, "batch_id": "b", "records": [record]}).encode()
        probe = envelope(Batch("predictions", "b", 1, body))
        headers = {"content-type": "application/json"}
        reply = http.post(PATH, content=probe.body, headers=headers)
        return understand(Reply(reply.status_code, reply.content, ""), probe.records).meaning

    with server.client() as http:
        assert meant(version="1", client={"id": "c", "dropped": 0}) is Meaning.ARRIVED
        assert meant(version="no such version") is Meaning.MEND_FIRST
        assert meant(environment="nowhere") is Meaning.SPLIT
        assert meant(client={"id": "", "dropped": 0}) is Meaning.SPLIT
        assert inbox_records(http) == 0.0


def inbox_records(http: Any) -> float:
    """Return how many records wait, as Prometheus is told."""
    lines = http.get("/metrics").text.splitlines()
    (value,) = [line.split()[1] for line in lines if line.startswith("watchkeeper_inbox_records ")]
    return float(value)
