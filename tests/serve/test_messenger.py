"""Messages are sent again until they arrive, and hold up nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.app.workspace import Workspace, open_workspace
from watchkeeper.model import Level
from watchkeeper.model.incident import Incident, IncidentState
from watchkeeper.serve.messenger import start_messenger
from watchkeeper.store.catalog.incidents import put_incident

NOW = datetime(2024, 3, 10, tzinfo=UTC)


class Receiver:
    """An HTTP server that answers as it is told, once it may."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.answers: list[int] = []
        self.awake = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                outer.keys.append(self.headers["Idempotency-Key"])
                outer.awake.wait()
                self.send_response(outer.answers.pop(0) if outer.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def close(self) -> None:
        """Stop it."""
        self.awake.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def receiver(watch: Path) -> Iterator[Receiver]:
    """Return the receiver of the workspace's only channel."""
    made = Receiver()
    url = f"http://127.0.0.1:{made.server.server_port}/hook"
    text = f'[[channel]]\nkind = "webhook"\nname = "ops"\nurl = "{url}"\n'
    (watch / "watchkeeper.toml").write_text(text)
    yield made
    made.close()


def open_incident(workspace: Workspace) -> None:
    """Keep an open incident that nobody was told of."""
    incident = Incident(
        id=0,
        root_kind="column",
        root="temp",
        models=("m",),
        environment="production",
        version="1",
        state=IncidentState.OPEN,
        level=Level.WARNING,
        level_now=Level.WARNING,
        title="temp of m: gone",
        subjects=("temp",),
        started_at=NOW,
        last_seen=NOW,
        opened_at=NOW,
        updated_at=NOW,
    )
    with workspace.store.catalog.write() as connection:
        put_incident(connection, incident)


def test_a_receiver_that_hangs_holds_up_nobody(
    watch: Path, receiver: Receiver, wait_for: Any
) -> None:
    """A run and a page leave their messages to the one who waits already."""
    stop = threading.Event()
    with open_workspace(watch) as workspace:
        open_incident(workspace)
        thread = start_messenger(watch, stop)
        wait_for(lambda: receiver.keys == ["ops-1-opened-1"])
        workspace.run()
        assert workspace.desk.send() == []
        assert len(workspace.desk.waiting()) == 1
        receiver.awake.set()
        wait_for(lambda: not workspace.desk.waiting())
    stop.set()
    thread.join()
    assert receiver.keys == ["ops-1-opened-1"]


def test_a_server_sends_again_what_was_not_received(
    start: Any, watch: Path, receiver: Receiver, wait_for: Any
) -> None:
    """By itself, between runs, where the clock stands still too; each try is in its log."""
    receiver.answers = [503]
    receiver.awake.set()
    with open_workspace(watch) as workspace:
        open_incident(workspace)
        server = start()
        wait_for(lambda: bool(receiver.keys) and not workspace.desk.waiting())
    assert receiver.keys == ["ops-1-opened-1"] * 2
    wait_for(lambda: sum(e["event"] == "message" for e in server.events()) == 2)
    told = [e["detail"] for e in server.events() if e["event"] == "message"]
    assert told == ["answered 503", "answered 200"]
