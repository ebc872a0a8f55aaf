"""What a page costs the server: a model with 200 features over 90 days, and 200 models.

python bench/pages.py [--models 200] [--features 200] [--days 90]

Times are processor time of the whole process. "cold" is the first visit of a process (nothing was
read before), "fresh" one after new results were written, "warm" one when nothing has changed.
An inventory of many models reads most of them behind its first page; that is "behind", and the
time on the clock until the first page is there is "waits".
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa
from starlette.applications import Starlette
from starlette.testclient import TestClient

import watchkeeper as wk
from watchkeeper.app.workspace import Workspace
from watchkeeper.model import Level, ReplayClock
from watchkeeper.store.lake.schemas import RESULTS
from watchkeeper.store.results import append_results
from watchkeeper.web.routes import page_routes

START = datetime(2024, 1, 1, tzinfo=UTC)
ROLES: dict[str, Any] = {
    "task": "binary",
    "prediction": "answer",
    "score": "p",
    "label": "y",
    "positive": "late",
    "timestamp": "ts",
    "id": "id",
}


def rows(first: int, days: int, daily: int, features: int) -> pa.Table:
    """Return labelled rows of some days."""
    n = days * daily
    rng = np.random.default_rng(first + 5000)
    p = rng.beta(2, 2, n)
    began = int((START + timedelta(days=first)).timestamp()) * 1_000_000
    at = began + np.arange(n) * (86_400_000_000 // daily)
    plain = {
        "id": [f"{first}/{i}" for i in range(n)],
        "ts": pa.array(at, pa.timestamp("us", "UTC")),
        "p": p,
        "answer": np.where(p > 0.5, "late", "ok"),
        "y": np.where(rng.random(n) < p, "late", "ok"),
    }
    return pa.table(plain | {f"feature_{i:03d}": rng.normal(size=n) for i in range(features)})


def fill(
    ws: Workspace, clock: ReplayClock, name: str, *, days: int, daily: int, features: int
) -> None:
    """Put a model with its whole history into *ws*, and judge it."""
    reference = rows(-28, 28, daily, features)
    baseline = wk.Baseline.fit(reference, **ROLES)
    names = [n for n in reference.column_names if n.startswith("feature_")]
    importance = {n: 1 / (i + 1) for i, n in enumerate(names)}
    ws.register(name, task="binary", positive="late", owner="ops")
    ws.deploy(name, version="1", baseline=baseline, deployed_at=START, importance=importance)
    made = rows(0, days, daily, features)
    ws.log_predictions(name, made.drop_columns("y"))
    seen = pa.array(np.asarray(made["ts"].cast(pa.int64())) + 3_600_000_000, made["ts"].type)
    labels = pa.table({"prediction_id": made["id"], "label": made["y"], "seen": seen})
    ws.log_labels(name, labels, observed_at="seen")


def copy(ws: Workspace, model: str, name: str) -> None:
    """Put a model under watch whose tables are those of another."""
    live = ws.versions(model)[-1]
    ws.register(name, task="binary", positive="late", owner="ops")
    ws.deploy(name, version="1", baseline=live.baseline, deployed_at=START)
    tables = (ws.store.table(m, RESULTS).path.parent for m in (model, name))
    shutil.copytree(*tables)


def cost(call: Callable[[], Any], times: int = 1) -> float:
    """Return the median processor time of *call*, in milliseconds."""
    spent = []
    for _ in range(times):
        begun = time.process_time()
        call()
        spent.append(time.process_time() - begun)
    return median(spent) * 1000


def report(ws: Workspace, what: str, paths: list[str], touch: Callable[[], None]) -> None:
    """Print what each path costs, cold, fresh and warm, and its size on the wire."""
    for path in paths:
        client = TestClient(Starlette(routes=page_routes(ws)))

        def visit(client: TestClient = client, path: str = path) -> Any:
            reply = client.get(path)
            assert reply.status_code == 200
            assert 'class="broken"' not in reply.text
            return reply

        begun = time.perf_counter()
        cold = cost(visit)
        waits = (time.perf_counter() - begun) * 1000
        behind = cost(lambda: settle(visit))
        warm = cost(visit, 9)
        touch()
        fresh = cost(visit)
        size = len(gzip.compress(visit().content, 4)) / 1000
        times = f"{waits:9.0f}{cold:9.0f}{behind:9.0f}{fresh:9.0f}{warm:9.1f}"
        print(f"{what:34}{path:38}{times}{size:9.1f}", flush=True)


def settle(visit: Callable[[], Any]) -> None:
    """Visit a page until it has nothing more to read."""
    while 'id="reading"' in visit().text:
        time.sleep(0.5)


def again(ws: Workspace, name: str) -> Callable[[], None]:
    """Return a call that judges a window of *name* once more, as a late label would."""
    last = [f for f in ws.findings(name) if f.window_start is not None][-30:]
    batch = [10_000]

    def write() -> None:
        batch[0] += 1
        found = [replace(f, level=Level.OK) for f in last]
        append_results(ws.store, name, found, known_at=ws.store.clock.now(), batch=batch[0])

    return write


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--models", type=int, default=200)
    parser.add_argument("--features", type=int, default=200)
    parser.add_argument("--days", type=int, default=90)
    given = parser.parse_args()
    heads = ("waits ms", "cold ms", "behind", "fresh ms", "warm ms", "gzip kB")
    print(f"{'workspace':34}{'page':38}" + "".join(f"{head:>9}" for head in heads))
    with tempfile.TemporaryDirectory() as folder:
        clock = ReplayClock(START)
        with wk.open(Path(folder) / "wide", clock=clock) as ws:
            fill(ws, clock, "wide", days=given.days, daily=60, features=given.features)
            clock.advance(START + timedelta(days=given.days))
            ws.run()
            paths = ["", "/drift", "/data", "/versions", "/features/feature_007"]
            what = f"{given.features} features, {given.days} days"
            report(ws, what, [f"/models/wide{path}" for path in paths], again(ws, "wide"))
        clock = ReplayClock(START)
        with wk.open(Path(folder) / "many", clock=clock) as ws:
            fill(ws, clock, "model_000", days=28, daily=60, features=10)
            clock.advance(START + timedelta(days=28))
            ws.run()
            for i in range(1, given.models):
                copy(ws, "model_000", f"model_{i:03d}")
            report(ws, f"{given.models} models, 28 days", ["/models"], again(ws, "model_000"))


if __name__ == "__main__":
    main()
