"""The middleware under FastAPI, Starlette and a bare ASGI application."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import BackgroundTasks, FastAPI, Request
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from watchkeeper.sdk import Client, Stats
from watchkeeper.sdk.asgi import WatchkeeperMiddleware, current_request

Connect = Callable[..., Client]


def ask(app: Any, *requests: tuple[str, str], **options: Any) -> list[httpx.Response]:
    """Return the answers of *app* to requests, each a method and a path."""

    async def all_of_them() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return [await client.request(method, path, **options) for method, path in requests]

    return asyncio.run(all_of_them())


@pytest.fixture
def scoring(door: Any, connect: Connect) -> tuple[FastAPI, Client]:
    """A scoring service with its client."""
    client = connect(door.url)
    app = FastAPI()
    app.add_middleware(WatchkeeperMiddleware, client=client)

    @app.post("/score/{customer}")
    def score(customer: str, request: Request) -> str:
        return request.state.watchkeeper.log({"a": 1.5}, "late", score=0.8, entity_id=customer)

    @app.get("/deep")
    async def deep() -> str:
        request = current_request()
        assert request is not None
        return request.log({"a": 2}, latency_ms=7, request_id="mine")

    @app.get("/broken")
    def broken() -> None:
        raise KeyError("a person's name")

    @app.get("/mistaken")
    def mistaken(request: Request) -> str:
        return request.state.watchkeeper.log({"a": 1}, no_such_field=1)

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    return app, client


def test_each_request_is_an_operation(door: Any, scoring: tuple[FastAPI, Client]) -> None:
    """By its route, not its path; with latency, and the class of an error."""
    app, client = scoring
    answers = ask(app, ("POST", "/score/ann"), ("GET", "/broken"), ("GET", "/nowhere/ann"))
    client.flush(60.0)

    operations = door.records("operations")
    assert [(o["name"], o["status"], o.get("error")) for o in operations] == [
        ("POST /score/{customer}", "ok", None),
        ("GET /broken", "error", "KeyError"),
        ("GET (no route)", "ok", None),
    ]
    assert all(o["kind"] == "request" and o["latency_ms"] > 0 for o in operations)
    assert [answer.status_code for answer in answers] == [200, 500, 404]
    assert "person" not in str(operations)


def test_a_handler_logs_with_latency_and_request_id(
    door: Any, scoring: tuple[FastAPI, Client]
) -> None:
    """Both are filled in, and the handler gets the id to hand out."""
    app, client = scoring
    (answer,) = ask(app, ("POST", "/score/ann"), headers={"X-Request-ID": "r-9"})
    client.flush(60.0)

    (record,) = door.records()
    assert record["id"] == answer.json()
    assert record["request_id"] == "r-9"
    assert (record["features"], record["entity_id"]) == ({"a": 1.5}, "ann")
    assert 0 < record["latency_ms"] <= door.records("operations")[0]["latency_ms"]


def test_deep_inside_the_request_is_at_hand(door: Any, scoring: tuple[FastAPI, Client]) -> None:
    """What the handler gives goes before what the request knows; outside there is none."""
    app, client = scoring
    ask(app, ("GET", "/deep"))
    client.flush(60.0)

    (record,) = door.records()
    assert (record["latency_ms"], record["request_id"]) == (7, "mine")
    assert current_request() is None


def test_a_mistake_in_the_call_costs_the_record_only(
    door: Any, scoring: tuple[FastAPI, Client]
) -> None:
    """A field that does not exist is counted; the request is answered."""
    app, client = scoring
    (answer,) = ask(app, ("GET", "/mistaken"))
    client.flush(60.0)

    assert answer.status_code == 200
    assert client.stats == Stats(sent=1, dropped=1)


def test_what_runs_after_the_answer_is_no_latency(door: Any, connect: Connect) -> None:
    """The time of a request stands still once it is answered, whatever runs in the background."""
    seen: list[float] = []
    client = connect(door.url)
    app = FastAPI()
    app.add_middleware(WatchkeeperMiddleware, client=client)

    @app.get("/")
    def answer(tasks: BackgroundTasks, request: Request) -> str:
        def look() -> None:
            seen.append(request.state.watchkeeper.latency_ms)

        tasks.add_task(look)
        tasks.add_task(time.sleep, 0.02)
        tasks.add_task(look)
        return "now"

    ask(app, ("GET", "/"))
    client.flush(60.0)

    assert seen == [door.records("operations")[0]["latency_ms"]] * 2


def test_probes_are_left_out(door: Any, scoring: tuple[FastAPI, Client]) -> None:
    """A balancer that asks each second is not traffic."""
    app, client = scoring
    ask(app, ("GET", "/healthz"))
    client.flush(60.0)

    assert client.stats == Stats()


def test_resources_are_recorded_now_and_then(door: Any, connect: Connect) -> None:
    """Processor time since the last look, and memory, as an interval."""
    client = connect(door.url)
    app = Starlette(routes=[Route("/", lambda request: PlainTextResponse("hello"))])
    ask(WatchkeeperMiddleware(app, client, resources_every_s=0), ("GET", "/"), ("GET", "/"))
    client.flush(60.0)

    intervals = [o for o in door.records("operations") if o["kind"] == "interval"]
    assert len(intervals) == 2
    assert all(o["cpu_s"] >= 0 and o["memory_mb"] > 5 for o in intervals)


def test_starlette_streams_and_server_errors(door: Any, connect: Connect) -> None:
    """An answer in parts is whole, a returned 503 is an error."""

    async def parts(request: Any) -> StreamingResponse:
        return StreamingResponse(iter(["a", "b", "c"]))

    async def busy(request: Any) -> PlainTextResponse:
        return PlainTextResponse("", status_code=503)

    client = connect(door.url)
    app = Starlette(routes=[Route("/parts", parts), Route("/busy", busy)])
    answers = ask(WatchkeeperMiddleware(app, client), ("GET", "/parts"), ("GET", "/busy"))
    client.flush(60.0)

    assert answers[0].text == "abc"
    found = [(o["name"], o["status"], o.get("error")) for o in door.records("operations")]
    assert found == [("GET /parts", "ok", None), ("GET /busy", "error", "HTTP 503")]


def test_without_a_route_the_endpoint_has_a_name(door: Any, connect: Connect) -> None:
    """A framework that tells only which function answered is named by that function."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        scope["endpoint"] = ask
        await PlainTextResponse("x")(scope, receive, send)

    client = connect(door.url)
    ask(WatchkeeperMiddleware(app, client), ("GET", "/customers/ann"))
    client.flush(60.0)

    assert [o["name"] for o in door.records("operations")] == ["GET ask"]


def test_other_protocols_pass(connect: Connect, door: Any) -> None:
    """Lifespan and websockets reach the application untouched."""
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    client = connect(door.url)
    middleware = WatchkeeperMiddleware(app, client)
    for kind in ("lifespan", "websocket"):
        asyncio.run(middleware({"type": kind}, None, None))  # type: ignore[arg-type]

    assert seen == ["lifespan", "websocket"]
    assert client.stats == Stats()
