"""A small workspace behind the API, called in process."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from watchkeeper.api.access import Access
from watchkeeper.api.app import create_app
from watchkeeper.api.callers import Callers
from watchkeeper.app.baseline import Baseline
from watchkeeper.app.workspace import Workspace, open_workspace
from watchkeeper.model import ReplayClock
from watchkeeper.model.access import Scope

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
LAST = FIRST + timedelta(days=31)
ROLES: dict[str, Any] = {
    "task": "binary",
    "prediction": "answer",
    "score": "p",
    "label": "y",
    "positive": "late",
    "timestamp": "ts",
    "id": "id",
}
#: Routes that other parts bring: the three ingest doors, then health and pages.
GIVEN_ROUTES: tuple[tuple[str, str], ...] = (
    ("POST", "/api/v1/models/{model}/predictions"),
    ("POST", "/api/v1/models/{model}/labels"),
    ("POST", "/api/v1/models/{model}/operations"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/static/{rest:path}"),
    ("GET", "/"),
    ("GET", "/models"),
    ("GET", "/models/{model}.json"),
    ("GET", "/models/{model}"),
    ("GET", "/models/{model}/features/{feature}"),
    ("GET", "/incidents"),
    ("GET", "/incidents/{incident}"),
    ("POST", "/incidents/{incident}/acknowledge"),
    ("GET", "/system"),
    ("POST", "/forgotten"),
)


class Http:
    """Calls an application as a client on this machine would."""

    def __init__(self, app: FastAPI, *, base_url: str = "http://127.0.0.1:8765") -> None:
        self.app = app
        self.base_url = base_url

    def __call__(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send one request and return the reply."""
        return asyncio.run(self._send(method, path, more))

    async def _send(self, method: str, path: str, more: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=self.base_url) as client:
            return await client.request(method, path, **more)


def answers(first: int, days: int) -> pa.Table:
    """Return 120 scored rows a day from day *first* of 2024 on, their labels among them."""
    rng = np.random.default_rng(first)
    n = 120 * days
    minutes = first * 1440 + 12 * np.arange(n)
    score = rng.uniform(size=n)
    return pa.table(
        {
            "id": [f"{first}-{i}" for i in range(n)],
            "ts": pa.array([FIRST + timedelta(minutes=int(m)) for m in minutes]),
            "temp": rng.normal(50, 10, n),
            "origin": rng.choice(["JFK", "LGA", "EWR"], n),
            "p": score,
            "answer": np.where(score > 0.5, "late", "on_time"),
            "y": np.where(rng.uniform(size=n) < score, "late", "on_time"),
        }
    )


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace: `flights` has three judged days, most of them labelled, `other` none.

    On the third day half the flights leave from an airport that nobody knows: incident 1.
    """
    folder = tmp_path_factory.mktemp("made") / "watch"
    clock = ReplayClock(FIRST + timedelta(days=28))
    with open_workspace(folder, clock=clock) as workspace:
        workspace.register("other", task="regression")
        workspace.register("flights", task="binary", positive="late", owner="ops@example.org")
        workspace.deploy("flights", version="1", baseline=Baseline.fit(answers(0, 28), **ROLES))
        clock.advance(LAST)
        rows = answers(28, 3)
        known = pa.array(np.arange(rows.num_rows) < 300)
        origin = pc.if_else(known, rows["origin"], "XYZ")
        rows = rows.set_column(rows.column_names.index("origin"), "origin", origin)
        workspace.log_predictions("flights", rows.drop(["y"]))
        workspace.log_labels("flights", rows.slice(0, 300), id="id", label="y")
        workspace.run()
    return folder


@pytest.fixture
def ws(made_once: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Return a copy of that workspace to work on."""
    folder = shutil.copytree(made_once, tmp_path / "watch")
    with open_workspace(folder, clock=ReplayClock(LAST)) as workspace:
        yield workspace


@pytest.fixture
def app(ws: Workspace) -> FastAPI:
    """Return the application on it, open to callers on this machine."""
    return create_app(ws, access=Access(mode="open"))


@pytest.fixture
def http(app: FastAPI) -> Http:
    """Return a caller of it."""
    return Http(app)


@pytest.fixture
def reference() -> pa.Table:
    """Return four weeks of scored rows with their labels."""
    return answers(0, 28)


@dataclass
class Guarded:
    """An application that asks for tokens, on clocks that tests move."""

    http: Http
    ws: Workspace
    clock: ReplayClock
    seconds: list[float]

    def token(self, *scopes: str, **more: Any) -> str:
        """Return the text of a new token."""
        return self.make(*scopes, **more)[1]

    def make(self, *scopes: str, **more: Any) -> tuple[str, str]:
        """Return id and text of a new token."""
        made, secret = self.ws.store.catalog.tokens.create(
            more.pop("name", "tester"), map(Scope, scopes), now=self.clock.now(), **more
        )
        return made.id, secret

    def ask(self, method: str, path: str, token: str | None = None, **more: Any) -> httpx.Response:
        """Send a request with a token."""
        headers = dict(more.pop("headers", {}))
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return self.http(method, path, headers=headers, **more)


async def _answered(request: Request) -> PlainTextResponse:
    return PlainTextResponse("let through")


@pytest.fixture
def guarded(ws: Workspace) -> Guarded:
    """Return an application that asks for tokens, with the routes of the other parts."""
    return _guarded(ws)


@pytest.fixture(scope="module")
def shared(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """Return the same, one for all tests of a module."""
    folder = shutil.copytree(made_once, tmp_path_factory.mktemp("shared") / "watch")
    with open_workspace(folder, clock=ReplayClock(LAST)) as workspace:
        yield _guarded(workspace)


def _guarded(ws: Workspace) -> Guarded:
    clock, seconds = ReplayClock(datetime(2026, 1, 1, tzinfo=UTC)), [1000.0]
    callers = Callers(ws.store.catalog.tokens, clock=clock, monotonic=lambda: seconds[0])
    given = [Route(path, _answered, methods=[method]) for method, path in GIVEN_ROUTES]
    app = create_app(
        ws, doors=given[:3], routes=given[3:], access=Access(mode="tokens"), callers=callers
    )
    return Guarded(Http(app), ws, clock, seconds)


@pytest.fixture
def given_routes() -> tuple[tuple[str, str], ...]:
    """Return method and path of the routes that other parts bring."""
    return GIVEN_ROUTES


@pytest.fixture
def call() -> Callable[[FastAPI], Http]:
    """Return how to call an application."""
    return Http
