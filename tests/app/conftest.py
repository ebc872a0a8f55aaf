"""A small model in a workspace: four weeks of reference, then day after day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import watchkeeper as wk
from watchkeeper.app.workspace import RunSummary, Workspace
from watchkeeper.model import Finding, ReplayClock

START = datetime(2024, 1, 29, tzinfo=UTC)
DAILY = 120
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
    """Return when day *number* of production begins (the reference lies before day 0)."""
    return START + timedelta(days=number)


def rows_of(number: int, *, daily: int = DAILY) -> pa.Table:
    """Return the rows of day *number*, with the label that will be known."""
    rng = np.random.default_rng(number + 1000)
    p = rng.beta(2, 2, daily)
    first = int(day(number).timestamp()) * 1_000_000
    at = first + (np.arange(daily) * (86_400_000_000 // daily))
    return pa.table(
        {
            "id": [f"{number}/{i}" for i in range(daily)],
            "ts": pa.array(at, pa.timestamp("us", "UTC")),
            "x": rng.normal(size=daily),
            "kind": rng.choice(["a", "b", "c"], daily),
            "p": p,
            "answer": np.where(p > 0.5, "late", "ok"),
            "y": np.where(rng.random(daily) < p, "late", "ok"),
        }
    )


@dataclass
class Lab:
    """A workspace with one model, on a clock that tests move."""

    folder: Path
    clock: ReplayClock
    ws: Workspace

    def log(self, rows: pa.Table, **more: Any) -> Any:
        """Record *rows* without their label."""
        return self.ws.log_predictions("flights", rows.drop_columns("y"), **more)

    def label(self, rows: pa.Table, *, after_hours: float = 1.0, **more: Any) -> Any:
        """Record the labels of *rows*, each seen some hours after its prediction."""
        seen = np.asarray(rows["ts"].cast(pa.int64())) + int(after_hours * 3_600_000_000)
        labels = pa.table(
            {
                "prediction_id": rows["id"],
                "label": rows["y"],
                "seen": pa.array(seen, pa.timestamp("us", "UTC")),
            }
        )
        return self.ws.log_labels("flights", labels, **({"observed_at": "seen"} | more))

    @staticmethod
    def day(number: int) -> datetime:
        """Return when day *number* begins."""
        return day(number)

    @staticmethod
    def rows(number: int, *, daily: int = DAILY) -> pa.Table:
        """Return the rows of day *number*."""
        return rows_of(number, daily=daily)

    def to(self, number: int) -> RunSummary:
        """Move the clock to the beginning of day *number*, and run."""
        self.clock.advance(day(number))
        return self.ws.run()

    def pass_days(self, first: int, end: int) -> None:
        """Record, label and judge the days from *first* until before *end*, each at its end."""
        for number in range(first, end):
            rows = rows_of(number)
            self.clock.advance(day(number + 1))
            self.log(rows)
            self.label(rows)
            self.ws.run()

    def findings(self, **which: Any) -> list[Finding]:
        """Return findings of the model."""
        return self.ws.findings("flights", **which)

    def results(self, **which: Any) -> set[tuple[Any, ...]]:
        """Return what was found, without when it became known."""
        return {
            (f.monitor, f.subject, f.version, f.window_start, f.level, f.value, f.reason)
            for f in self.findings(**which)
        }

    def again(self) -> Workspace:
        """Open the same folder once more, as another process would."""
        return wk.open(self.folder, clock=self.clock)


@pytest.fixture(scope="session")
def baseline() -> wk.Baseline:
    """Return what the four weeks before day 0 looked like."""
    return wk.Baseline.fit(pa.concat_tables([rows_of(n) for n in range(-28, 0)]), **ROLES)


@pytest.fixture
def make_lab(tmp_path: Path, baseline: wk.Baseline) -> Iterator[Callable[..., Lab]]:
    """Return a maker of labs; each is closed at the end."""
    made: list[Lab] = []

    def make(name: str = "watch", *, start: int = 0, deploy: bool = True) -> Lab:
        clock = ReplayClock(day(start))
        lab = Lab(tmp_path / name, clock, wk.open(tmp_path / name, clock=clock))
        made.append(lab)
        lab.ws.register("flights", task="binary", positive="late", owner="ops")
        if deploy:
            lab.ws.deploy("flights", version="1", baseline=baseline)
        return lab

    yield make
    for lab in made:
        lab.ws.close()


@pytest.fixture
def lab(make_lab: Callable[..., Lab]) -> Lab:
    """Return a lab with version 1 deployed on day 0."""
    return make_lab()
