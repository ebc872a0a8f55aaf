"""A workspace whose inbox is filled by hand and emptied by the writer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.ingest.writer import Round, Writer
from watchkeeper.app.workspace import Workspace, open_workspace
from watchkeeper.model import ReplayClock
from watchkeeper.store.inbox import Entry, GroupCommit

NOW = datetime(2024, 3, 10, tzinfo=UTC)


@dataclass
class Desk:
    """A workspace, and what its writer logged."""

    ws: Workspace
    logged: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def put(self, kind: str, body: Any, *, model: str = "m", name: str = "n", **more: str) -> None:
        """Put a request into the inbox: a table as Arrow, anything else as JSON."""
        given: dict[str, Any] = {"version": "1", "environment": "production"} | more
        if kind != "predictions":
            given = {"version": "", "environment": ""} | more
        entry = Entry(
            model=model,
            kind=kind,
            form="arrow" if isinstance(body, pa.Table) else "json",
            body=stream(body) if isinstance(body, pa.Table) else as_json(body),
            records=1,
            received_at=self.ws.store.clock.now().isoformat(),
            name=name,
            **given,
        )

        async def keep() -> None:
            inbox = GroupCommit(self.ws.path)
            await inbox.keep(entry)
            inbox.close()

        asyncio.run(keep())

    def write(self) -> Round:
        """Let a fresh writer do a round."""
        writer = Writer(self.ws.store, log=lambda event, facts: self.logged.append((event, facts)))
        try:
            return writer.round()
        finally:
            writer.close()

    def rows(self, *, model: str = "m") -> list[dict[str, Any]]:
        """Return the predictions in the lake, by id."""
        found: list[dict[str, Any]] = self.ws.predictions(model).to_pylist()
        return sorted(found, key=lambda row: row["prediction_id"])


def as_json(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    records = body if isinstance(body, list) else [body]
    return json.dumps({"records": records}).encode()


def stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def reference() -> pa.Table:
    rng = np.random.default_rng(1)
    n = 2_000
    return pa.table(
        {
            "ts": pa.array([NOW - timedelta(days=40, minutes=i) for i in range(n)]),
            "temp": rng.normal(50, 10, n),
            "count": rng.integers(0, 9, n),
            "rain": rng.uniform(size=n) < 0.3,
            "origin": rng.choice(["JFK", "LGA"], n),
            "p": rng.uniform(size=n),
            "y": rng.choice(["late", "on_time"], n),
        }
    )


@pytest.fixture(scope="session")
def baseline() -> Baseline:
    roles = {"task": "binary", "label": "y", "score": "p", "positive": "late", "timestamp": "ts"}
    return Baseline.fit(reference(), **roles)


@pytest.fixture
def desk(tmp_path: Path, baseline: Baseline) -> Iterator[Desk]:
    """Model `m`, version 1 with a baseline; `free`, a regression, without one."""
    with open_workspace(tmp_path / "watch", clock=ReplayClock(NOW)) as ws:
        ws.register("m", task="binary", positive="late")
        ws.deploy("m", version="1", baseline=baseline)
        ws.register("free", task="regression")
        ws.deploy("free", version="1")
        yield Desk(ws)
