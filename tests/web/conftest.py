"""A workspace with models in every state and an incident, and the pages over it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pyarrow as pa
import pytest
from starlette.applications import Starlette

import watchkeeper as wk
from watchkeeper.app.workspace import Workspace
from watchkeeper.model import ReplayClock
from watchkeeper.web.routes import page_routes

START = datetime(2024, 1, 29, tzinfo=UTC)
DAYS, FAULT_FROM, DAILY = 24, 22, 120
HOSTILE = "<script>alert('a/b 100%')</script>"
ROLES: dict[str, Any] = {
    "task": "binary",
    "prediction": "answer",
    "score": "p",
    "label": "y",
    "positive": "late",
    "timestamp": "ts",
    "id": "id",
}


def day(number: int) -> datetime:
    """Return when day *number* begins."""
    return START + timedelta(days=number)


def rows_between(first: int, end: int, *, broken_from: int | None = None) -> pa.Table:
    """Return the rows of some days; from *broken_from* on half of `x` is missing, the rest off."""
    days = end - first
    n = days * DAILY
    rng = np.random.default_rng(first + 1000)
    p = rng.beta(2, 2, n)
    began = int(day(first).timestamp()) * 1_000_000
    at = began + np.arange(n) * (86_400_000_000 // DAILY)
    number = first + np.arange(n) // DAILY
    x = rng.normal(size=n)
    if broken_from is not None:
        x[number >= broken_from] += 4.0
        x[(number >= broken_from) & (rng.random(n) < 0.5)] = np.nan
    return pa.table(
        {
            "id": [f"{first}/{i}" for i in range(n)],
            "ts": pa.array(at, pa.timestamp("us", "UTC")),
            "x": pa.array(x, from_pandas=True),
            "kind": rng.choice(["a", "b", "c"], n),
            HOSTILE: rng.normal(size=n),
            "p": p,
            "answer": np.where(p > 0.5, "late", "ok"),
            "y": np.where(rng.random(n) < p, "late", "ok"),
        }
    )


def labels_of(rows: pa.Table) -> pa.Table:
    """Return the labels of *rows*, each seen two hours later."""
    seen = np.asarray(rows["ts"].cast(pa.int64())) + 7_200_000_000
    at = pa.array(seen, pa.timestamp("us", "UTC"))
    return pa.table({"prediction_id": rows["id"], "label": rows["y"], "seen": at})


def operations() -> pa.Table:
    """Return two days of requests, a tenth of them failed, their intervals, and two jobs."""
    made: list[dict[str, Any]] = []
    for i in range(200):
        at = day(DAYS - 2) + i * timedelta(minutes=14)
        failed = {"status": "error", "error": "KeyError"} if i % 10 == 0 else {}
        made.append(
            {"timestamp": at, "kind": "request", "name": "POST /score", "latency_ms": i} | failed
        )
        made.append({"timestamp": at, "kind": "interval", "cpu_s": 90.0, "memory_mb": 250.0 + i})
    job = {"timestamp": day(DAYS - 1), "kind": "training", "latency_ms": 7_200_000}
    made.append(job | {"name": "nightly"})
    made.append(job | {"name": "weekly", "status": "error", "error": "MemoryError"})
    names = {name: None for row in made for name in row}
    return pa.Table.from_pylist([names | row for row in made])


def fill(ws: Workspace, clock: ReplayClock) -> None:
    """Put models in every state into *ws*."""
    reference = rows_between(-28, 0)
    baseline = wk.Baseline.fit(reference, **ROLES)
    for name in ("flights", "unlabelled"):
        ws.register(
            name,
            task="binary",
            positive="late",
            owner="ops" if name == "flights" else "",
            sources={"x": "weather feed"} if name == "flights" else {},
            source_owners={"weather feed": "R. Chen"} if name == "flights" else {},
            consumers=["gates"],
            runbook="https://example.org/runbook" if name == "flights" else "call somebody",
        )
        ws.deploy(
            name, version="1", baseline=baseline, importance={"x": 0.5, "kind": 0.2, HOSTILE: 0.1}
        )
    ws.register("collecting", task="binary", positive="late")
    ws.deploy("collecting", version="1")
    ws.register("silent", task="regression", owner="<b>nobody</b>")
    ws.deploy("silent", version="1")
    ws.register("undeployed/50%", task="multiclass")
    rows = rows_between(0, DAYS, broken_from=FAULT_FROM)
    clock.advance(day(DAYS))
    for name in ("flights", "unlabelled"):
        ws.log_predictions(name, rows.drop_columns("y"))
    features = ["x", "kind", HOSTILE]
    ws.log_predictions(
        "collecting", rows.drop_columns("y"), id="id", timestamp="ts", features=features
    )
    ws.log_labels("flights", labels_of(rows), observed_at="seen")
    ws.log_operations("flights", operations())
    ws.note("flights", "the feed was moved <i>somewhere</i>", at=day(20))
    ws.run()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a filled workspace."""
    found = tmp_path_factory.mktemp("pages") / "watch"
    clock = ReplayClock(START)
    with wk.open(found, clock=clock) as ws:
        fill(ws, clock)
    return found


@pytest.fixture
def workspace(folder: Path) -> Iterator[Workspace]:
    """Return the filled workspace."""
    with wk.open(folder, clock=ReplayClock(day(DAYS))) as ws:
        yield ws


@pytest.fixture
def handled(folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Return a copy of the filled workspace, whose incidents may be acted upon."""
    shutil.copytree(folder, tmp_path / "watch")
    with wk.open(tmp_path / "watch", clock=ReplayClock(day(DAYS))) as ws:
        yield ws


@pytest.fixture(scope="session")
def fault(folder: Path) -> int:
    """Return the number of the incident about `x`."""
    with wk.open(folder, clock=ReplayClock(day(DAYS))) as ws:
        return next(i.id for i in ws.incidents("flights") if "x" in i.subjects)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Workspace]:
    """Return a workspace without a model."""
    with wk.open(tmp_path / "empty", clock=ReplayClock(START)) as ws:
        yield ws


class Visitor:
    """Asks an application for pages, in this process."""

    def __init__(self, ws: Workspace, **more: Any) -> None:
        self._app = Starlette(routes=page_routes(ws, **more))

    def _ask(self, method: str, url: str, **more: Any) -> httpx.Response:
        import anyio

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.request(method, url, **more)

        return anyio.run(ask)

    def get(self, url: str, **more: Any) -> httpx.Response:
        """Ask for a page."""
        return self._ask("GET", url, **more)

    def post(self, url: str, form: dict[str, str], **more: Any) -> httpx.Response:
        """Send a form."""
        return self._ask("POST", url, data=form, **more)


@pytest.fixture
def visit() -> Callable[..., Visitor]:
    """Return the maker of visitors."""
    return Visitor
