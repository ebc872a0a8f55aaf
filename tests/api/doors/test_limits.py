"""What is too large, or is something else, is refused early."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from watchkeeper.wire.doors import MAX_BODY_BYTES

PATH = "/api/v1/models/m/predictions"


def asked(doors: Any, headers: dict[str, str], parts: list[bytes]) -> tuple[int, int]:
    """Send *parts* one by one; return the status, and how many were taken."""
    taken = 0
    status: list[int] = []

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        more = taken < len(parts)
        return {"type": "http.request", "body": parts[taken - 1], "more_body": more}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])

    scope = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "http_version": "1.1",
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }
    asyncio.run(doors.app(scope, receive, send))
    return status[0], taken


JSON = {"content-type": "application/json", "host": "127.0.0.1"}


def test_two_gibibytes_are_refused_unread(doors: Any) -> None:
    """Their length is said beforehand."""
    assert asked(doors, JSON | {"content-length": str(2 * 2**30)}, [b"{"]) == (413, 0)


def test_a_body_without_a_length_is_counted_while_it_is_read(doors: Any) -> None:
    """It ends at the limit, not at its own end."""
    part = bytes(2**20)
    status, taken = asked(doors, JSON, [part] * 2_048)
    assert status == 413
    assert taken == MAX_BODY_BYTES // 2**20 + 1


def test_a_body_that_breaks_off_is_refused(doors: Any) -> None:
    """Nothing is kept of it."""
    sent = iter([{"type": "http.request", "body": b"{", "more_body": True}])

    async def receive() -> dict[str, Any]:
        return next(sent, {"type": "http.disconnect"})

    status: list[Any] = []

    async def send(message: Any) -> None:
        status.append(message.get("status"))

    scope = {
        "type": "http", "method": "POST", "scheme": "http", "path": PATH,
        "raw_path": PATH.encode(), "query_string": b"", "root_path": "", "http_version": "1.1",
        "headers": [(k.encode(), v.encode()) for k, v in JSON.items()],
    }  # fmt: skip
    asyncio.run(doors.app(scope, receive, send))
    assert status[0] == 400
    assert doors.kept() == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(doors: Any, kind: str) -> None:
    """The hint names those that are taken."""
    reply = doors.post("predictions", b"{}", type=kind)
    assert reply.status_code == 415
    assert "application/vnd.apache.arrow.stream" in reply.json()["hint"]


def test_a_charset_may_be_said(doors: Any) -> None:
    """JSON is UTF-8 in any case."""
    body = b'{"records": [{"features": {}}]}'
    reply = doors.post("predictions", body, type="Application/JSON; charset=utf-8")
    assert reply.status_code == 202


def test_a_packed_body_is_refused(doors: Any) -> None:
    """It could unfold to anything."""
    reply = doors.post("predictions", b"{}", content_encoding="gzip")
    assert reply.status_code == 415


def test_an_inbox_that_fails_is_a_503(doors: Any) -> None:
    """The sender sends again; nothing was promised."""
    with closing(sqlite3.connect(doors.workspace.path / "inbox.db")) as db:
        db.execute("alter table inbox rename to away")
        reply = doors.post("predictions", {"records": [{"features": {}}]})
        db.execute("alter table away rename to inbox")
    assert reply.status_code == 503
    assert reply.headers["retry-after"] == "2"
