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
from watchkeeper.app.post_notices import post_notices
from watchkeeper.app.workspace import Workspace
from watchkeeper.model import Level, ReplayClock
from watchkeeper.model.incident import Incident, IncidentState
from watchkeeper.serve.counts import Counts
from watchkeeper.serve.metrics import metrics_route
from watchkeeper.store.catalog.incidents import put_incident

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


def test_incidents_and_messages_are_counted(tmp_path: Path) -> None:
    """Every state and severity has a number, also nought: an alarm rule finds its series."""
    text = '[[channel]]\nkind = "webhook"\nname = "ops"\nurl = "http://127.0.0.1:9/hook"\n'
    with wk.open(tmp_path, clock=ReplayClock(START)) as ws:
        ws.register("m", task="binary", positive="late")
    (tmp_path / "watchkeeper.toml").write_text(text)
    with wk.open(tmp_path) as ws:
        for level in (Level.WARNING, Level.WARNING, Level.CRITICAL):
            keep_incident(ws, level)
        post_notices(ws.store, ws.settings)
        (first, *_) = ws.desk.waiting()
        ws.store.catalog.outbox.give_up(first.id, "answered 410", START)
        found = scraped(ws)
    where = 'watchkeeper_incidents{severity="%s",state="%s"}'
    assert found[where % ("warning", "open")] == 2.0
    assert found[where % ("critical", "open")] == 1.0
    assert found[where % ("critical", "resolved")] == 0.0
    assert found['watchkeeper_messages{state="waiting"}'] == 2.0
    assert found['watchkeeper_messages{state="given_up"}'] == 1.0


def keep_incident(workspace: Workspace, level: Level) -> None:
    """Keep an open incident."""
    incident = Incident(
        id=0,
        root_kind="column",
        root="temp",
        models=("m",),
        environment="production",
        version="1",
        state=IncidentState.OPEN,
        level=level,
        level_now=level,
        title="temp of m: gone",
        subjects=("temp",),
        started_at=START,
        last_seen=START,
        opened_at=START,
        updated_at=START,
    )
    with workspace.store.catalog.write() as connection:
        put_incident(connection, incident)
