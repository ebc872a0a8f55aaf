"""A small workspace behind the API, called in process."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pyarrow as pa
import pytest
from fastapi import FastAPI

from watchkeeper.api.access import Access
from watchkeeper.api.app import create_app
from watchkeeper.app.baseline import Baseline
from watchkeeper.app.workspace import Workspace, open_workspace
from watchkeeper.model import ReplayClock

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
API = "/api/v1"
ROLES: dict[str, Any] = {
    "task": "binary",
    "prediction": "answer",
    "score": "p",
    "label": "y",
    "positive": "late",
    "timestamp": "ts",
    "id": "id",
}


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
    """Return a workspace with two models; `flights` has three judged days, most of them labelled."""
    folder = tmp_path_factory.mktemp("made") / "watch"
    clock = ReplayClock(FIRST + timedelta(days=28))
    with open_workspace(folder, clock=clock) as workspace:
        workspace.register("other", task="regression")
        workspace.register("flights", task="binary", positive="late", owner="ops@example.org")
        workspace.deploy("flights", version="1", baseline=Baseline.fit(answers(0, 28), **ROLES))
        clock.advance(FIRST + timedelta(days=31))
        rows = answers(28, 3)
        workspace.log_predictions("flights", rows.drop(["y"]))
        workspace.log_labels("flights", rows.slice(0, 300), id="id", label="y")
        workspace.run()
    return folder


@pytest.fixture
def ws(made_once: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Return a copy of that workspace to work on."""
    with open_workspace(shutil.copytree(made_once, tmp_path / "watch")) as workspace:
        yield workspace


@pytest.fixture
def app(ws: Workspace) -> FastAPI:
    """Return the application on it, open to callers on this machine."""
    return create_app(ws, access=Access(mode="open"))


@pytest.fixture
def http(app: FastAPI) -> Callable[..., httpx.Response]:
    """Return a caller of it."""
    return Http(app)
