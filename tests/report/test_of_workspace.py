"""A model's history, as a report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import watchkeeper as wk
from watchkeeper.app.workspace import Workspace
from watchkeeper.model import Level, ReplayClock
from watchkeeper.report.of_workspace import workspace_report
from watchkeeper.report.report import Event

START = datetime(2024, 1, 1, tzinfo=UTC)


def _rows(days: range, *, shift: float = 0.0) -> dict[str, Any]:
    rng = np.random.default_rng(days.start)
    when = [START + timedelta(days=d, minutes=10 * i) for d in days for i in range(144)]
    p = rng.beta(2, 2, len(when))
    return {
        "id": [f"{at:%m%d%H%M}" for at in when],
        "ts": when,
        "x": rng.normal(shift, 1.0, len(when)),
        "p": p,
        "y": (rng.random(len(when)) < p).astype(int),
    }


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Judge two quiet days and one on which x lies twelve s.d. off."""
    clock = ReplayClock(START + timedelta(days=40))
    baseline = wk.Baseline.fit(
        _rows(range(40)), task="binary", score="p", label="y", timestamp="ts", id="id"
    )
    with wk.open(tmp_path_factory.mktemp("watch") / "ws", clock=clock) as ws:
        ws.register("m", task="binary")
        ws.deploy("m", version="1", baseline=baseline)
        for first, shift in ((40, 0.0), (41, 0.0), (42, 12.0)):
            rows = _rows(range(first, first + 1), shift=shift)
            labels = {"prediction_id": rows["id"], "label": rows.pop("y")}
            ws.log_predictions("m", rows)
            ws.log_labels("m", labels)
        clock.advance(START + timedelta(days=43))
        ws.run()
        yield ws


def test_it_keeps_what_needed_somebody_and_all_of_the_last_window(workspace: Workspace) -> None:
    """Quiet findings of earlier windows are left out."""
    report = workspace_report(workspace, "m")
    last = START + timedelta(days=42)

    earlier = [f for f in report.findings if f.window_start != last]
    assert all(f.level.rank >= Level.WARNING.rank for f in earlier)
    assert any(f.level is Level.OK for f in report.findings if f.window_start == last)
    assert any(f.subject == "x" and f.level is Level.CRITICAL for f in report.findings)


def test_metrics_have_a_point_a_window_and_the_reference(workspace: Workspace) -> None:
    """Three days of ROC AUC, base rate and log loss."""
    report = workspace_report(workspace, "m")

    assert [m.metric for m in report.metrics] == ["roc_auc", "base_rate", "log_loss"]
    assert [len(m.points) for m in report.metrics] == [3, 3, 3]
    assert all(m.reference is not None for m in report.metrics)


def test_the_worst_series_is_shown_over_all_windows(workspace: Workspace) -> None:
    """Its last point is the one that alarmed, with its limit."""
    series = next(s for s in workspace_report(workspace, "m").series if s.subject == "x")

    assert len(series.points) == 3
    assert series.points[-1][-1] is Level.CRITICAL
    assert any(bound is not None for bound in series.points[-1][3:5])


def test_events_are_the_change_log_and_those_given(workspace: Workspace) -> None:
    """A deployment, and the fault that the caller announces."""
    fault = Event(at=START, text="announced", kind="fault")

    events = workspace_report(workspace, "m", events=[fault]).events

    assert [e.kind for e in events] == ["deploy", "fault"]


def test_it_becomes_a_page(workspace: Workspace) -> None:
    """With distributions of the recent rows against the reference."""
    report = workspace_report(workspace, "m", title="Model m")

    assert {c.name for c in report.columns} == {"x", "p"}
    assert report.rows_current == 3 * 144
    assert "Model m" in report.to_html()


def test_without_a_baseline_it_says_so(tmp_path: Path) -> None:
    """Rows are recorded, nothing is judged."""
    with wk.open(tmp_path, clock=ReplayClock(START)) as ws:
        ws.register("m", task="binary")
        ws.deploy("m", version="1")

        report = workspace_report(ws, "m")

    assert report.level is Level.UNKNOWN
    assert any("no version has a baseline yet" in note for note in report.notes)
