"""Messages reach a real server, once each, in order, or are listed as given up."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.app import notify
from watchkeeper.app.incident_desk import IncidentDesk
from watchkeeper.app.notify import wait_after
from watchkeeper.app.settings import settings_schema
from watchkeeper.config import parse
from watchkeeper.errors import ConfigError
from watchkeeper.model import Level, Model, ReplayClock
from watchkeeper.model.incident import Incident, IncidentState
from watchkeeper.store.catalog.incidents import put_incident
from watchkeeper.store.store import Store

NOW = datetime(2024, 3, 1, tzinfo=UTC)


class Receiver:
    """An HTTP server that keeps what it gets and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.answers: list[int] = []
        self.awake = threading.Event()
        self.awake.set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((dict(self.headers), json.loads(body)))
                outer.awake.wait()
                self.send_response(outer.answers.pop(0) if outer.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.server.server_port}/hook"

    def reasons(self) -> list[str]:
        """Return what each request was about."""
        return [body["notification_reason"] for _, body in self.got]

    def close(self) -> None:
        """Stop it."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a server that listens."""
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a store with one model."""
    with Store.open(tmp_path / "watch", clock=ReplayClock(NOW)) as opened:
        opened.catalog.models.put(Model(name="flights", task="binary", owner="ops"))
        yield opened


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait between attempts."""
    monkeypatch.setattr(notify, "wait_after", lambda _: timedelta(0))


Desk = Callable[..., IncidentDesk]


@pytest.fixture
def desk(store: Store) -> Desk:
    """Return a maker of desks whose channel is an address."""

    def make(url: str, more: str = "") -> IncidentDesk:
        text = f'[[channel]]\nkind = "webhook"\nname = "ops"\nurl = "{url}"\n{more}'
        return IncidentDesk(store, parse(text, settings_schema(), where="w.toml"))

    return make


def opened(store: Store, **changes: Any) -> Incident:
    """Keep an open incident."""
    given: dict[str, Any] = {
        "id": 0,
        "root_kind": "column",
        "root": "temp",
        "models": ("flights",),
        "environment": "production",
        "version": "1",
        "state": IncidentState.OPEN,
        "level": Level.WARNING,
        "level_now": Level.WARNING,
        "title": "temp of flights: gone",
        "subjects": ("temp",),
        **dict.fromkeys(("started_at", "last_seen", "opened_at", "updated_at"), NOW),
    }
    with store.catalog.write() as connection:
        return put_incident(connection, Incident(**(given | changes)))


def test_each_change_arrives_once(store: Store, desk: Desk, receiver: Receiver) -> None:
    """Opened, worse, resolved; sending again sends nothing."""
    ops = desk(receiver.url)
    first = opened(store)
    ops.send()
    ops.send()
    opened(store, id=first.id, level=Level.CRITICAL)
    ops.send()
    opened(store, id=first.id, state=IncidentState.RESOLVED, resolved_at=NOW)
    ops.send()

    assert receiver.reasons() == ["opened", "worse", "resolved"]
    keys = [headers["Idempotency-Key"] for headers, _ in receiver.got]
    assert keys == ["ops-1-opened-1", "ops-1-worse-2", "ops-1-resolved-3"]
    assert ops.waiting() == []


def test_a_receiver_that_stumbles_gets_it_in_the_end(
    store: Store, desk: Desk, receiver: Receiver, at_once: None
) -> None:
    """Under the same key, and what came later waits its turn."""
    receiver.answers = [503, 429]
    ops = desk(receiver.url)
    opened(store)
    opened(store, root="seats")

    assert [a.fate for a in ops.send()] == ["again"]
    assert [a.fate for a in ops.send()] == ["again"]
    assert [a.fate for a in ops.send()] == ["delivered", "delivered"]

    keys = [headers["Idempotency-Key"] for headers, _ in receiver.got]
    assert keys == ["ops-1-opened-1"] * 3 + ["ops-2-opened-1"]


def test_after_a_failure_it_waits(store: Store, desk: Desk, receiver: Receiver) -> None:
    """The next call does not send: it is not due."""
    receiver.answers = [500]
    ops = desk(receiver.url)
    opened(store)

    ops.send()
    assert ops.send() == []

    (letter,) = ops.waiting()
    assert (letter.attempts, letter.last_error) == (1, "answered 500")


def test_waits_grow_to_five_minutes() -> None:
    """1, 2, 4 seconds, ..."""
    waits = [wait_after(n).total_seconds() for n in (1, 2, 3, 9, 10, 1000)]

    assert waits == [1, 2, 4, 256, 300, 300]


@pytest.mark.parametrize("status", [410, 404, 302])
def test_a_refusal_is_not_repeated(
    store: Store, desk: Desk, receiver: Receiver, status: int
) -> None:
    """It is listed as given up, with the answer, and does not hold up the next one."""
    receiver.answers = [status]
    ops = desk(receiver.url)
    opened(store)
    opened(store, root="seats")

    assert [a.fate for a in ops.send()] == ["refused", "delivered"]

    assert [letter.last_error for letter in ops.given_up()] == [f"answered {status}"]
    assert ops.waiting() == []


def test_nobody_listens(store: Store, desk: Desk, receiver: Receiver, at_once: None) -> None:
    """It waits; when somebody does, it arrives."""
    opened(store)
    unheard = desk("http://127.0.0.1:9/hook")
    (attempt,) = unheard.send()

    assert (attempt.fate, attempt.detail) == ("again", "ConnectError")
    assert [a.fate for a in desk(receiver.url).send()] == ["delivered"]


def test_a_slow_receiver_is_left_and_tried_again(
    store: Store, desk: Desk, receiver: Receiver, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gets the message twice, under one key: it can tell."""
    opened(store)
    receiver.awake.clear()
    with monkeypatch.context() as hurried:
        hurried.setattr(notify, "_TIMEOUT_S", 0.05)
        (attempt,) = desk(receiver.url).send()
    receiver.awake.set()
    assert attempt.fate == "again"

    assert [a.fate for a in desk(receiver.url).send()] == ["delivered"]
    assert len({headers["Idempotency-Key"] for headers, _ in receiver.got}) == 1


def test_a_silence_holds_back_until_it_ends(store: Store, desk: Desk, receiver: Receiver) -> None:
    """What still holds then is told then."""
    ops = desk(receiver.url)
    kept = ops.silence(root="temp", until=NOW + timedelta(days=1), by="ada", comment="known")
    opened(store)
    assert ops.send() == []

    ops.end_silence(kept.id, by="ada")

    assert receiver.reasons() == ["opened"]


def test_a_secret_is_looked_up_and_kept(
    store: Store, desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not set: it waits and says which; set: it signs. It is in no table."""
    ops = desk(receiver.url, 'secret = "${WK_TEST_SECRET}"')
    opened(store)
    (attempt,) = ops.send()
    assert attempt.detail == ("channel 'ops': the environment variable WK_TEST_SECRET is not set")

    monkeypatch.setenv("WK_TEST_SECRET", "hunter2")
    monkeypatch.setattr(notify.SystemClock, "now", lambda _: datetime.now(UTC) + timedelta(hours=1))
    assert [a.fate for a in ops.send()] == ["delivered"]

    headers, _ = receiver.got[0]
    assert headers["Watchkeeper-Signature"].startswith("sha256=")
    assert b"hunter2" not in (store.root / "catalog.db").read_bytes()


def test_a_channel_that_is_no_more_is_given_up(
    store: Store, desk: Desk, receiver: Receiver
) -> None:
    """Its messages do not wait for ever."""
    receiver.answers = [500]
    opened(store)
    desk(receiver.url).send()
    none = IncidentDesk(store, settings_schema()())
    with store.catalog.write() as connection:
        connection.exec_driver_sql("update outbox set next_at = '2000-01-01 00:00:00.000000'")

    assert [a.detail for a in none.send()] == ["no such channel"]


def test_the_test_button(store: Store, desk: Desk, receiver: Receiver) -> None:
    """It sends at once, says that it is a test, and leaves nothing in the outbox."""
    ops = desk(receiver.url)

    assert ops.test_channel("ops").fate == "delivered"

    assert receiver.reasons() == ["test"]
    assert ops.waiting() == []
    with pytest.raises(ConfigError, match="no channel is called 'opsss'"):
        ops.test_channel("opsss")


def test_a_channel_may_have_any_name(store: Store, receiver: Receiver) -> None:
    """Its name goes into a header, which knows ASCII only."""
    text = f'[[channel]]\nkind = "webhook"\nname = "störung"\nurl = "{receiver.url}"\n'
    desk = IncidentDesk(store, parse(text, settings_schema(), where="w.toml"))
    opened(store)

    assert [attempt.fate for attempt in desk.send()] == ["delivered"]
    assert desk.test_channel("störung").fate == "delivered"
    assert receiver.got[0][0]["Idempotency-Key"] == "st%C3%B6rung-1-opened-1"


def test_a_secret_that_is_no_text_stops_no_other_channel(store: Store, receiver: Receiver) -> None:
    """It is tried again, as any secret that cannot be read; what is in the file is not told."""
    (store.root / "secret").write_bytes(b"\xff\xfe")
    ours = f'[[channel]]\nkind = "webhook"\nname = "z"\nurl = "{receiver.url}"\n'
    odd = '[[channel]]\nkind = "webhook"\nname = "a"\nurl = "file:secret"\n'
    desk = IncidentDesk(store, parse(odd + ours, settings_schema(), where="w.toml"))
    opened(store)

    attempts = {attempt.channel: attempt for attempt in desk.send()}

    assert attempts["z"].fate == "delivered"
    assert (attempts["a"].fate, attempts["a"].detail) == (
        "again",
        "channel 'a': its file is not UTF-8 text",
    )


def test_two_senders_send_once(store: Store, desk: Desk, receiver: Receiver) -> None:
    """Whoever has the lease sends, the other finds nothing to do."""
    ops = desk(receiver.url)
    for n in range(20):
        opened(store, root=f"c{n}")
    both = [threading.Thread(target=ops.send) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    ops.send()

    keys = [headers["Idempotency-Key"] for headers, _ in receiver.got]
    assert len(keys) == len(set(keys)) == 20
