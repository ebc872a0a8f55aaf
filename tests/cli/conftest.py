from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.workspace import open_workspace
from watchkeeper.cli import main
from watchkeeper.model import ReplayClock

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
ROLES: dict[str, Any] = {
    "task": "binary",
    "label": "y",
    "score": "p",
    "positive": "late",
    "timestamp": "ts",
    "id": "id",
}


class Outcome(NamedTuple):
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


Cli = Callable[..., Outcome]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Return a function that runs the command line with the given arguments."""

    def run(*arguments: object) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), written.out, written.err)

    return run


def answers(first: int, days: int, *, missing: bool = False) -> pa.Table:
    """Return 120 scored rows a day from day *first* of 2024 on, their labels among them."""
    rng = np.random.default_rng(first)
    n = 120 * days
    minutes = first * 1440 + 12 * np.arange(n)
    score = rng.uniform(size=n)
    temp = pa.array(rng.normal(50, 10, n), mask=np.full(n, missing))
    return pa.table(
        {
            "id": [f"{first}-{i}" for i in range(n)],
            "ts": pa.array([FIRST + timedelta(minutes=int(m)) for m in minutes]),
            "temp": temp,
            "wind": rng.gamma(2.0, 5.0, n),
            "origin": rng.choice(["JFK", "LGA", "EWR"], n),
            "p": score,
            "y": np.where(rng.uniform(size=n) < score, "late", "on_time"),
        }
    )


@pytest.fixture(scope="session")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with four weeks of answers, two more days, and those without `temp`."""
    folder = tmp_path_factory.mktemp("frames")
    pq.write_table(answers(0, 28), folder / "reference.parquet")
    pq.write_table(answers(28, 2), folder / "good.parquet")
    pq.write_table(answers(28, 2, missing=True), folder / "broken.parquet")
    pq.write_table(answers(28, 1).slice(0, 5), folder / "five.parquet")
    return folder


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace that has judged two days; `temp` of the third, not judged, is missing."""
    folder = tmp_path_factory.mktemp("made") / "watch"
    clock = ReplayClock(FIRST + timedelta(days=28))
    with open_workspace(folder, clock=clock) as workspace:
        workspace.register("flights", task="binary", positive="late", owner="ops@example.org")
        baseline = Baseline.fit(answers(0, 28), **ROLES)
        workspace.deploy("flights", version="1", baseline=baseline)
        clock.advance(FIRST + timedelta(days=30))
        good = answers(28, 2)
        workspace.log_predictions("flights", good.drop(["y"]))
        workspace.log_labels("flights", good.slice(0, 180), id="id", label="y")
        workspace.run()
        clock.advance(FIRST + timedelta(days=31))
        workspace.log_predictions("flights", answers(30, 1, missing=True).drop(["y"]))
    return folder


@pytest.fixture
def watch(made_once: Path, tmp_path: Path) -> Path:
    """Return a copy of that workspace to work on."""
    return shutil.copytree(made_once, tmp_path / "watch")
