"""A server that keeps to the contract of the ingest doors, and can be told to fail."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.sdk import Client, Stats

# What a rule answers a request with: a status, a JSON object, headers. None: take it.
Answer = tuple[int, dict[str, Any], dict[str, str]] | None
Rule = Callable[[str, dict[str, Any]], Answer]


class Door:
    """Real HTTP on a real port: takes each batch once, remembers everything."""

    def __init__(self, port: int = 0) -> None:
        self.batches: dict[str, dict[str, Any]] = {}
        self.requests: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.repeated = 0
        self.connections = 0
        self.rule: Rule = lambda path, body: None
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.door = self
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def answer(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Answer:
        """Take the batch as the contract says, unless the rule says otherwise."""
        self.requests.append((path, body, headers))
        refused = self.rule(path, body)
        if refused is not None:
            return refused
        with self._lock:
            repeated = body["batch_id"] in self.batches
            self.repeated += repeated
            self.batches.setdefault(body["batch_id"], {**body, "path": path})
            accepted = {"accepted": len(body["records"]), "rejected": [], "repeated": repeated}
            return 202, accepted, {}

    def records(self, kind: str = "predictions") -> list[dict[str, Any]]:
        """Return the records taken, in order of their coming."""
        return [
            record
            for batch in list(self.batches.values())
            if batch["path"].endswith(f"/{kind}")
            for record in batch["records"]
        ]

    def ids(self) -> Counter[str]:
        """Return how often each prediction was taken."""
        return Counter(record["id"] for record in self.records())

    def stop(self) -> None:
        """Close the port and every connection."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    door: Door

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        self.server.door.connections += 1
        super().setup()

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        status, content, headers = self.server.door.answer(
            self.path, dict(self.headers), json.loads(raw)
        ) or (500, {}, {})
        text = json.dumps(content).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def collected() -> Callable[[Client], Stats]:
    """Wait until nothing is in a client's queue any more, and return where it all is."""

    def wait(client: Client) -> Stats:
        client.flush(0.01)
        while client.stats.queued:
            time.sleep(0.005)
        return client.stats

    return wait


@pytest.fixture
def door() -> Iterator[Door]:
    """A server that answers."""
    door = Door()
    yield door
    door.stop()


@pytest.fixture
def free_port() -> int:
    """A port where nothing listens."""
    door = Door()
    door.stop()
    return door.port


@pytest.fixture
def open_door() -> Iterator[Callable[[int], Door]]:
    """Start servers on given ports; they are closed at the end."""
    doors: list[Door] = []

    def start(port: int) -> Door:
        doors.append(Door(port))
        return doors[-1]

    yield start
    for door in doors:
        door.stop()


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Callable[..., Client]]:
    """Make clients that are closed at the end; their spool lies in the test's folder."""
    clients: list[Client] = []

    def make(url: str, **settings: Any) -> Client:
        settings = {"model": "flights", "spool": tmp_path / "spool", "packages": (), **settings}
        clients.append(Client(url, **settings))
        return clients[-1]

    yield make
    for client in clients:
        client.close(timeout_s=2.0)
