"""The road that ingest requests take."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from watchkeeper.api.short_road import ShortRoad
from watchkeeper.errors import ConfigError
from watchkeeper.wire.security_headers import SECURITY_HEADERS


async def _door(request: Request) -> Response:
    return PlainTextResponse(f"door of {request.path_params['model']}")


async def _rest(request: Request) -> Response:
    return PlainTextResponse("the application", 404)


def ask(method: str, path: str) -> str:
    """Return what is answered where only the road has the door."""
    app = Starlette(routes=[Route("/{rest:path}", _rest, methods=["GET", "POST"])])
    road = ShortRoad(app, doors=[Route("/v1/models/{model}/labels", _door, methods=["POST"])])

    async def asked() -> str:
        transport = httpx.ASGITransport(road)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return (await client.request(method, path)).text

    return asyncio.run(asked())


@pytest.mark.parametrize("name", ["m", "a%20b", "%C3%BC", "predictions"])
def test_a_door_is_found_by_its_path(name: str) -> None:
    """Whatever the model is called."""
    told = {"a%20b": "a b", "%C3%BC": "ü"}.get(name, name)
    assert ask("POST", f"/v1/models/{name}/labels") == f"door of {told}"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/models/m/labels"),
        ("POST", "/v1/models//labels"),
        ("POST", "/v1/models/m/labels/"),
        ("POST", "/v1/models/m/labels/x"),
        ("POST", "/v1/models/m/n/labels"),
        ("POST", "/v1/models/a%2Fb/labels"),
        ("POST", "/v2/models/m/labels"),
    ],
)
def test_everything_else_goes_on_to_the_application(method: str, path: str) -> None:
    """Which has the same routes, and says what is wrong."""
    assert ask(method, path) == "the application"


def test_a_path_of_another_form_is_refused() -> None:
    """It would never be found."""
    with pytest.raises(ConfigError, match="no path of a door"):
        ShortRoad(Starlette(), doors=[Route("/v1/{a}/{b}", _door)])


def test_a_door_has_the_headers_of_all_replies(shared: Any) -> None:
    """And it is behind the gate: `test_every_route.py` asks the doors too."""
    reply = shared.ask("POST", "/api/v1/models/flights/labels", shared.token("ingest"))
    assert reply.status_code == 200
    assert {name: reply.headers[name] for name, _ in SECURITY_HEADERS} == dict(SECURITY_HEADERS)
    assert "content-encoding" not in reply.headers
