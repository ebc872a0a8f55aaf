"""The doors of a small workspace, asked in process."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pyarrow as pa
import pytest
from fastapi import FastAPI

from watchkeeper.api.access import Access
from watchkeeper.api.app import create_app
from watchkeeper.api.doors import door_routes
from watchkeeper.app.workspace import Workspace, open_workspace
from watchkeeper.model import ReplayClock
from watchkeeper.store.inbox import Batches, GroupCommit, Waiting

NOW = datetime(2024, 3, 10, tzinfo=UTC)
ARROW = "application/vnd.apache.arrow.stream"
URL = "http://127.0.0.1"


@dataclass(frozen=True)
class Doors:
    """A workspace behind its doors, and what they counted."""

    workspace: Workspace
    app: FastAPI
    counted: list[tuple[str, str, str, int]]

    def post(
        self, kind: str, body: Any, *, model: str = "m", type: str = "application/json", **more: str
    ) -> httpx.Response:
        """Send *body*: bytes as they are, a table as Arrow, anything else as JSON."""
        if isinstance(body, pa.Table):
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, body.schema) as writer:
                writer.write_table(body)
            body, type = bytes(sink.getvalue()), ARROW
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"content-type": type} | {k.replace("_", "-"): v for k, v in more.items()}
        url = f"{URL}/api/v1/models/{model}/{kind}"

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport) as client:
                return await client.post(url, content=content, headers=headers)

        return asyncio.run(asked())

    def kept(self) -> list[Waiting]:
        """Return what the inbox holds."""
        batches = Batches(self.workspace.path)
        batches.freeze(2**40)
        found = [row for batch in batches.pending() for row in batches.rows(batch)]
        batches.close()
        return found


@pytest.fixture(scope="session")
def opened_doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """Models `m` (version 1 in production, 2 as shadow) and `bare`, where nothing is deployed."""
    folder = tmp_path_factory.mktemp("doors") / "watch"
    with open_workspace(folder, clock=ReplayClock(NOW)) as workspace:
        workspace.register("m", task="binary", positive="late")
        workspace.register("bare", task="regression")
        workspace.deploy("m", version="1")
        workspace.deploy("m", version="2", environment="shadow")
        inbox = GroupCommit(workspace.path)
        counted: list[tuple[str, str, str, int]] = []
        count: Callable[[str, str, str, int], None] = lambda *facts: counted.append(facts)  # noqa: E731
        routes = door_routes(workspace.store, inbox, counted=count)
        app = create_app(workspace, doors=routes, access=Access(mode="open"))
        yield Doors(workspace, app, counted)
        inbox.close()


@pytest.fixture
def doors(opened_doors: Doors) -> Doors:
    """The doors with nothing behind them."""
    opened_doors.counted.clear()
    with closing(sqlite3.connect(opened_doors.workspace.path / "inbox.db")) as db, db:
        for table in ("inbox", "seen", "batch"):
            db.execute(f"delete from {table}")  # noqa: S608
    return opened_doors
