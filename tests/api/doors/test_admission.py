"""What comes in is bounded in bytes; who is refused hears when to come again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from watchkeeper.api.access import Access
from watchkeeper.api.app import create_app
from watchkeeper.api.doors import door_routes
from watchkeeper.app.workspace import open_workspace
from watchkeeper.store.inbox import GroupCommit

MIB = 2**20
URL = "http://127.0.0.1/api/v1/models/m/labels"
JSON = {"content-type": "application/json"}


class Narrow:
    """A workspace whose inbox takes one MiB, behind its doors."""

    def __init__(self, app: FastAPI, inbox: GroupCommit) -> None:
        self.app = app
        self.inbox = inbox

    def post(self, *bodies: Any) -> list[httpx.Response]:
        """Send *bodies* at once: bytes, or parts of one that come one by one."""

        async def all_of_them() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport) as client:
                asked = (client.post(URL, content=body, headers=JSON) for body in bodies)
                return list(await asyncio.gather(*asked))

        return asyncio.run(all_of_them())


@pytest.fixture
def narrow(tmp_path: Path) -> Iterator[Narrow]:
    with open_workspace(tmp_path / "watch") as workspace:
        workspace.register("m", task="binary", positive="late")
        inbox = GroupCommit(workspace.path, most_bytes=MIB)
        routes = door_routes(workspace.store, inbox)
        yield Narrow(create_app(workspace, doors=routes, access=Access(mode="open")), inbox)
        inbox.close()


def label(size: int) -> bytes:
    """Return a request of so many bytes."""
    return b'{"records": [{"prediction_id": "a", "label": "late"}]}'.ljust(size)


def test_beyond_the_limit_is_a_429(narrow: Narrow) -> None:
    """It says what, how much, of how much, when, and which setting; nothing was kept."""
    (taken,) = narrow.post(label(700_000))
    assert taken.status_code == 202
    assert (narrow.inbox.room.held, narrow.inbox.room.kept) == (0, 700_000)
    (refused,) = narrow.post(label(400_000))
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    told = refused.json()
    assert told["error"] == (
        "the inbox has no room for 400,000 bytes: 700,000 of 1,048,576 are taken"
    )
    assert "inbox_max_bytes" in told["hint"]
    assert f"{refused.headers['retry-after']} s" in told["hint"]
    # What still fits comes in.
    assert [r.status_code for r in narrow.post(label(300_000))] == [202]
    assert (narrow.inbox.room.held, narrow.inbox.room.kept) == (0, 1_000_000)


def test_a_request_that_can_never_fit_is_a_413(narrow: Narrow) -> None:
    """Its sender has to make it smaller; also where its length is not said beforehand."""
    refused, streamed = narrow.post(label(MIB + 1), parts(bytes(MIB), b" "))
    assert (refused.status_code, streamed.status_code) == (413, 413)
    assert refused.json()["error"] == "the body is larger than 1 MiB"
    assert narrow.inbox.room.held == 0


async def parts(*given: bytes) -> AsyncIterator[bytes]:
    for part in given:
        await asyncio.sleep(0.01)
        yield part


def test_what_is_being_read_counts(narrow: Narrow) -> None:
    """Two bodies come in pieces, whose length nobody said: together they are too much."""
    body = label(600_000)
    pieces = [body[at : at + 100_000] for at in range(0, len(body), 100_000)]
    replies = narrow.post(parts(*pieces), parts(*pieces))
    assert sorted(r.status_code for r in replies) == [202, 429]
    assert (narrow.inbox.room.held, narrow.inbox.room.kept) == (0, 600_000)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"records": [{}]}', b"\xff"])
def test_what_is_refused_for_itself_takes_no_room(narrow: Narrow, body: bytes) -> None:
    """Whatever is wrong with it."""
    narrow.post(body)
    assert (narrow.inbox.room.held, narrow.inbox.room.kept) == (0, 0)


def test_one_that_goes_away_takes_no_room(narrow: Narrow) -> None:
    """It had sent half of its body."""
    messages = iter([{"type": "http.request", "body": bytes(500_000), "more_body": True}])
    held: list[int] = []

    async def receive() -> dict[str, Any]:
        held.append(narrow.inbox.room.held)
        return next(messages, {"type": "http.disconnect"})

    async def send(_: Any) -> None:
        return

    path = httpx.URL(URL).path
    scope = {
        "type": "http", "method": "POST", "scheme": "http", "path": path, "root_path": "",
        "raw_path": path.encode(), "query_string": b"", "http_version": "1.1",
        "headers": [(b"content-type", b"application/json"), (b"host", b"127.0.0.1")],
    }  # fmt: skip
    asyncio.run(narrow.app(scope, receive, send))
    assert held == [0, 500_000]
    assert narrow.inbox.room.held == 0
