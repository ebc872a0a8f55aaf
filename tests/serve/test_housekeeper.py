"""A running service does its upkeep by itself, once a day."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.app import upkeep
from watchkeeper.app.workspace import open_workspace
from watchkeeper.model import SystemClock
from watchkeeper.store.lake.schemas import PROFILES


def done(server: Any) -> list[dict[str, Any]]:
    """Return what the service logged of its upkeeps."""
    return [event for event in server.events() if event["event"] == "upkeep"]


@pytest.mark.slow
def test_a_service_does_it_when_it_is_due(start: Any, watch: Path, wait_for: Any) -> None:
    """At its start where it was never done; a service that is started again knows it was."""
    first = start()
    wait_for(lambda: bool(done(first)))
    assert done(first)[0]["files"] == 0
    assert first.stop() == 0
    with open_workspace(watch) as workspace:
        at = upkeep.done_at(workspace.store)
        assert at is not None
        second = start()
        with second.client() as client:
            wait_for(lambda: client.get("/readyz").is_success)
        assert second.stop() == 0
        assert done(second) == []
        assert upkeep.done_at(workspace.store) == at


@pytest.mark.slow
def test_a_day_later_it_is_due_again(start: Any, watch: Path, wait_for: Any) -> None:
    """Old files that no commit names are gone then, and it says how many."""
    with open_workspace(watch) as workspace:
        ago = SystemClock().now() - timedelta(days=1, minutes=1)
        workspace.store.catalog.settings.put("upkeep/done_at", ago.isoformat())
        table = workspace.store.made_table("m", PROFILES)
    orphan = table.path / "left.parquet"
    orphan.write_bytes(b"cut off")
    when = orphan.stat().st_mtime - 9 * 86_400
    os.utime(orphan, (when, when))
    server = start()
    wait_for(lambda: bool(done(server)))
    assert (done(server)[0]["files"], done(server)[0]["bytes"]) == (1, 7)
    assert not orphan.exists()
