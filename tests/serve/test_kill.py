"""Killed again and again in the middle of a stream: what was acknowledged is there, once."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from watchkeeper.app.workspace import open_workspace
from watchkeeper.store import read_labels
from watchkeeper.store.inbox import inbox_state
from watchkeeper.store.operations import read_operations

PER_BATCH = 40


class Sender:
    """Sends batch after batch, each until it is acknowledged, as the SDK would."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stop = threading.Event()
        self.sent = 0
        self.acknowledged: Counter[str] = Counter()
        self.refused: list[str] = []
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def end(self) -> None:
        """Send the batch at hand to its end, then no other."""
        self._stop.set()
        self.thread.join()

    def _run(self) -> None:
        with httpx.Client(base_url=self._url, timeout=20.0) as client:
            while not self._stop.is_set():
                for kind, records in batch(self.sent).items():
                    self._send(client, kind, records)
                self.sent += 1

    def _send(self, client: httpx.Client, kind: str, records: list[dict[str, Any]]) -> None:
        body = {"batch_id": f"{kind}-{self.sent}", "records": records}
        while True:
            try:
                reply = client.post(f"/api/v1/models/m/{kind}", json=body)
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if reply.status_code == 503:
                continue
            if reply.status_code != 202:
                self.refused.append(reply.text)
            self.acknowledged[kind] += reply.json()["accepted"]
            return


def batch(number: int) -> dict[str, list[dict[str, Any]]]:
    """Return the records of one turn; a label comes before its prediction, too."""
    when = f"2024-03-0{1 + number % 9}T00:00:00Z"
    ids = [f"{number}-{i}" for i in range(PER_BATCH)]
    return {
        "labels": [{"prediction_id": id, "label": "late"} for id in ids],
        "predictions": [{"id": i, "timestamp": when, "features": {"x": 1.0}} for i in ids],
        "operations": [{"kind": "request", "name": id} for id in ids],
    }


@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_every_acknowledged_record_is_in_the_lake_once(
    start: Any, watch: Path, wait_for: Any, kills: int
) -> None:
    """Now the server alone is killed, now the writer and the evaluator with it."""
    rng = np.random.default_rng(kills)
    server = start()
    port = int(server.url.rpartition(":")[2])
    sender = Sender(server.url)
    for i in range(kills):
        time.sleep(rng.uniform(0.3, 2.5))
        server.kill(all_processes=i % 2 == 0)
        server = start(port=port)
    sender.end()
    wait_for(lambda: inbox_state(watch).requests == 0)
    assert server.stop() == 0
    assert sender.refused == []
    assert set(sender.acknowledged.values()) == {sender.sent * PER_BATCH}
    expected = Counter(f"{n}-{i}" for n in range(sender.sent) for i in range(PER_BATCH))
    with open_workspace(watch) as workspace:
        store = workspace.store
        found = {
            "predictions": workspace.predictions("m", ["prediction_id"])["prediction_id"],
            "labels": read_labels(store, "m")["prediction_id"],
            "operations": read_operations(store, "m")["name"],
        }
        for kind, ids in found.items():
            assert Counter(ids.to_pylist()) == expected, kind


def test_the_writer_is_started_again(start: Any, wait_for: Any) -> None:
    """The server goes on taking requests while it is away."""
    server = start()
    with server.client() as client:
        writer = child_of(server.process.pid, "writer_process")
        wait_for(lambda: any(e["event"] == "writer_started" for e in server.events()))
        os.kill(writer, signal.SIGKILL)
        for kind, records in batch(0).items():
            body = {"records": records}
            assert client.post(f"/api/v1/models/m/{kind}", json=body).status_code == 202
        wait_for(lambda: sum(e["event"] == "written" for e in server.events()) == 3)
    assert any(e["event"] == "process_died" for e in server.events())


def child_of(parent: int, name: str) -> int:
    for path in Path("/proc").glob("[0-9]*"):
        try:
            words = (path / "cmdline").read_bytes().decode().split("\0")
            status = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(status[1]) == parent and f"watchkeeper.serve.{name}" in words:
            return int(path.name)
    raise AssertionError(f"no {name}")
