"""Errors over HTTP are told the same way, whatever went wrong."""

from __future__ import annotations

import errno
import os
from typing import Any, NoReturn

import pytest
from starlette.requests import Request
from starlette.routing import Route

from watchkeeper.api.access import Access
from watchkeeper.api.app import create_app
from watchkeeper.errors import (
    ConfigError,
    Conflict,
    DataError,
    DiskError,
    LeaseHeld,
    NotEnoughData,
    NotFound,
    StoreError,
)
from watchkeeper.wire.security_headers import SECURITY_HEADERS


def failing(ws: Any, call: Any, error: Exception) -> Any:
    """Return a caller of an application with a route that raises *error*."""

    def fail(_request: Request) -> NoReturn:
        raise error

    return call(create_app(ws, routes=[Route("/fail", fail)], access=Access(mode="open")))


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (NotFound, 404),
        (Conflict, 409),
        (LeaseHeld, 409),
        (StoreError, 503),
        (DiskError, 507),
        (ConfigError, 422),
        (DataError, 422),
        (NotEnoughData, 422),
    ],
)
def test_a_deliberate_error_keeps_its_words(ws: Any, call: Any, kind: Any, status: int) -> None:
    """The status says what kind it is; its text and its hint are apart."""
    reply = failing(ws, call, kind("it is so", hint="do this"))("GET", "/fail")

    assert reply.status_code == status
    assert reply.json() == {"error": "it is so", "hint": "do this"}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_disk_that_takes_nothing_is_told_as_such(ws: Any, call: Any, number: int) -> None:
    """Without the path that could not be written."""
    error = OSError(number, os.strerror(number), "/a/secret/place")
    reply = failing(ws, call, error)("GET", "/fail")

    assert reply.status_code == 507
    assert os.strerror(number) in reply.json()["error"]
    assert "secret" not in reply.text


def test_another_error_of_the_system_is_unforeseen(ws: Any, call: Any) -> None:
    """Nobody can make room for it."""
    assert failing(ws, call, OSError(errno.EMFILE, "too many"))("GET", "/fail").status_code == 500


def test_an_unforeseen_error_tells_nothing_of_the_inside(ws: Any, call: Any) -> None:
    """500, with the headers of every reply, and without what the exception said."""
    reply = failing(ws, call, RuntimeError("password=1234"))("GET", "/fail")

    assert reply.status_code == 500
    assert "1234" not in reply.text
    assert {name: reply.headers[name] for name, _ in SECURITY_HEADERS} == dict(SECURITY_HEADERS)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("DELETE", "/api/v1/models", 405), ("GET", "/api/v1/x", 404)],
)
def test_a_wrong_address_is_told(http: Any, method: str, path: str, status: int) -> None:
    """With the method and the path as they came."""
    reply = http(method, path)

    assert reply.status_code == status
    assert f"{method} {path}" in reply.json()["error"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b'{"text": "\xff"}', 400),
        (b"", 422),
        (b'{"text": "\\ud800"}', 422),
        (b'{"text": NaN}', 422),
        (b'{"text": ' + b"1" * 10_000 + b"}", 400),
        (b'{"text": "' + b"x" * 5_000_000 + b'"}', 413),
    ],
    ids=["cut", "deep", "no UTF-8", "empty", "half a character", "NaN", "long number", "huge"],
)
def test_a_bad_body_is_never_the_servers_fault(http: Any, body: bytes, status: int) -> None:
    """Each has a reason in words."""
    path = "/api/v1/models/flights/changes"
    reply = http("POST", path, content=body, headers={"Content-Type": "application/json"})

    assert reply.status_code == status
    assert reply.json()["error"]


def test_a_misspelt_argument_is_told_with_its_nearest(http: Any) -> None:
    """Dropped silently, it would filter nothing and look as if it had."""
    reply = http("GET", "/api/v1/models/flights/metrics?metrcs=f1")
    none = http("GET", "/api/v1/models?x=1")

    assert reply.status_code == none.status_code == 422
    assert reply.json() == {
        "error": "query: no argument is called 'metrcs'",
        "hint": "did you mean 'metrics'?",
    }
