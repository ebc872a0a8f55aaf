"""What Prometheus is told of the models."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pyarrow as pa
from starlette.applications import Starlette

import watchkeeper as wk
from watchkeeper.app.workspace import Workspace
from watchkeeper.model import ReplayClock
from watchkeeper.serve.counts import Counts
from watchkeeper.serve.metrics import metrics_route

START = datetime(2024, 1, 1, tzinfo=UTC)
ROLES: dict[str, Any] = {
    "task": "binary",
    "label": "y",
    "score": "p",
    "positive": "late",
    "timestamp": "ts",
    "id": "id",
}


def answers(first: int, days: int) -> pa.Table:
    rng = np.random.default_rng(first)
    n = 100 * days
    score = rng.uniform(size=n)
    times = [START + timedelta(days=first, minutes=14 * i) for i in range(n)]
    return pa.table(
        {
            "id": [f"{first}-{i}" for i in range(n)],
            "ts": pa.array(times),
            "temp": rng.normal(50, 10, n),
            "p": score,
            "y": np.where(rng.uniform(size=n) < score, "late", "on_time"),
        }
    )


def scraped(workspace: Workspace) -> dict[str, float]:
    """Return the samples by name and labels."""

    async def asked() -> str:
        app = Starlette(routes=[metrics_route(workspace, Counts())])
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return (await client.get("/metrics")).text

    lines = re.findall(r"^([^#\s].*) (\S+)$", asyncio.run(asked()), re.MULTILINE)
    return {name: float(value) for name, value in lines}


def test_the_newest_value_of_each_metric_is_told(tmp_path: Path) -> None:
    """With its interval, its rows, and the end of its window: the findings' own numbers."""
    clock = ReplayClock(START + timedelta(days=31))
    with wk.open(tmp_path, clock=clock) as ws:
        ws.register("m", task="binary", positive="late")
        ws.deploy("m", version="1", baseline=wk.Baseline.fit(answers(0, 28), **ROLES))
        new = answers(28, 2)
        ws.log_predictions("m", new.drop(["y"]))
        ws.log_labels("m", new, id="id", label="y")
        ws.run()
        found = scraped(ws)
        findings = [f for f in ws.findings("m", monitor="performance") if f.value is not None]
    last = {f.subject: f for f in findings}
    assert "roc_auc" in last
    for metric, finding in last.items():
        where = f'{{environment="production",metric="{metric}",model="m",version="1"}}'
        assert found[f"watchkeeper_metric_value{where}"] == finding.value
        assert found[f"watchkeeper_metric_samples{where}"] == finding.n_current
        assert finding.lower is not None
        assert found[f"watchkeeper_metric_ci_low{where}"] == finding.lower
    assert found["watchkeeper_inbox_rows"] == 0.0
