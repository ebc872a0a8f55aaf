from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.doctor import Check, examine
from watchkeeper.app.workspace import open_workspace
from watchkeeper.model import Clock, ReplayClock, SystemClock

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
Examine = Callable[..., list[Check]]


def hourly(first: int, days: int) -> dict[str, list[object]]:
    """Return six rows an hour from day *first* of 2024 on."""
    n = 144 * days
    return {
        "id": [f"{first}-{i}" for i in range(n)],
        "ts": [FIRST + first * DAY + timedelta(minutes=10 * i) for i in range(n)],
        "temp": [float((7 * i) % 50) for i in range(n)],
        "p": [((13 * i) % 100) / 100 for i in range(n)],
        "y": [i % 3 == 0 for i in range(n)],
    }


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with one judged day."""
    folder = tmp_path_factory.mktemp("made") / "watch"
    baseline = Baseline.fit(
        hourly(0, 7), task="binary", label="y", score="p", timestamp="ts", id="id"
    )
    clock = ReplayClock(FIRST + 7 * DAY)
    with open_workspace(folder, clock=clock) as workspace:
        workspace.register("flights", task="binary", positive=True)
        workspace.deploy("flights", version="1", baseline=baseline)
        clock.advance(FIRST + 8 * DAY)
        day = hourly(7, 1)
        workspace.log_labels("flights", {"prediction_id": day["id"], "label": day.pop("y")})
        workspace.log_predictions("flights", day)
        workspace.run()
    return folder


@pytest.fixture
def watch(made_once: Path, tmp_path: Path) -> Path:
    """Return a copy of that workspace to damage."""
    return shutil.copytree(made_once, tmp_path / "watch")


@pytest.fixture
def then() -> ReplayClock:
    """Return the clock of the evening after that day."""
    return ReplayClock(FIRST + 8 * DAY + timedelta(hours=18))


@pytest.fixture
def found() -> Examine:
    """Return a function that gives what the doctor says under a name."""

    def by_name(name: str, folder: Path, clock: Clock | None = None) -> list[Check]:
        return [c for c in examine(folder, clock or SystemClock()) if c.name == name]

    return by_name
