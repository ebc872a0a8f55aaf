"""A writer that cannot follow: what waits stays bounded, and nothing is lost."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from watchkeeper.app.workspace import open_workspace
from watchkeeper.sdk import Client
from watchkeeper.store.inbox import inbox_state

PATH = "/api/v1/models/m/predictions"
LIMIT = 2**20


@pytest.fixture
def narrow(watch: Path) -> None:
    """Let one MiB wait."""
    (watch / "watchkeeper.toml").write_text(f"[workspace]\ninbox_max_bytes = {LIMIT}\n")


def writer_of(server: Any) -> int:
    """Return the number of the writer's process."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    for child in children.read_text().split():
        if b"writer_process" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    raise AssertionError("no writer")


def body(number: int, size: int) -> bytes:
    features = {"text": "x" * size}
    record = {"id": f"raw-{number}", "features": features}
    return json.dumps({"batch_id": f"{number}", "records": [record]}).encode()


def test_senders_wait_while_the_writer_stands_still(
    narrow: None, start: Any, watch: Path, tmp_path: Path, wait_for: Any
) -> None:
    """429 on the same connection, also of a large body; then all is taken, and is there once."""
    server = start()
    wait_for(lambda: any(e["event"] == "writer_started" for e in server.events()))
    writer = writer_of(server)
    os.kill(writer, signal.SIGSTOP)
    connections: list[Any] = []
    client = Client(server.url, model="m", version="1", spool=tmp_path / "spool", packages=())
    with httpx.Client(base_url=server.url, timeout=60.0) as http:
        replies = [post(http, body(n, 300_000), connections) for n in range(4)]
        assert [reply.status_code for reply in replies] == [202, 202, 202, 429]
        assert int(replies[3].headers["retry-after"]) >= 1
        assert post(http, body(4, LIMIT - 1_000), connections).status_code == 429
        assert post(http, body(5, 10), connections).status_code == 202
        assert len({connections[at] for at in (0, 3, 5)}) == 1
        # A client in serving code keeps what it could not send.
        ids = [client.log(features={"text": "y" * 1_000}) for _ in range(500)]
        wait_for(lambda: client.stats.spooled == len(ids))
        assert inbox_state(watch).waiting_bytes <= LIMIT
        assert metric(http, "inbox_limit_bytes") == LIMIT
        assert 900_000 < metric(http, "inbox_bytes") <= LIMIT

        os.kill(writer, signal.SIGCONT)
        wait_for(lambda: post(http, body(3, 300_000), connections).status_code == 202)
        wait_for(lambda: post(http, body(4, LIMIT - 1_000), connections).status_code == 202)
    assert client.flush(60.0)
    assert client.close()
    assert (client.stats.sent, client.stats.dropped) == (len(ids), 0)
    assert server.stop() == 0
    with open_workspace(watch) as workspace:
        found = workspace.predictions("m", ["prediction_id"])["prediction_id"].to_pylist()
    assert Counter(found) == Counter([*ids, *(f"raw-{n}" for n in range(6))])


def metric(http: httpx.Client, name: str) -> float:
    """Return what ``/metrics`` says under *name*."""
    lines = http.get("/metrics").text.splitlines()
    return next(float(ln.split()[1]) for ln in lines if ln.startswith(f"watchkeeper_{name} "))


def post(http: httpx.Client, content: bytes, connections: list[Any]) -> httpx.Response:
    """Send a request; note the port that it went out from."""
    reply = http.post(PATH, content=content, headers={"content-type": "application/json"})
    connections.append(reply.extensions["network_stream"].get_extra_info("client_addr"))
    return reply
