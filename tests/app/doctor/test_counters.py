from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from watchkeeper.app.workspace import open_workspace
from watchkeeper.model import Level, ReplayClock


def log(watch: Path, **row: object) -> None:
    """Record one row of the evening of 8 January twice."""
    frame = {"id": ["a"], "ts": ["2024-01-08T20:00:00Z"], "temp": [1.0], "p": [0.5]}
    with open_workspace(watch) as workspace:
        for _ in range(2):
            workspace.log_predictions("flights", {**frame, **row})


def test_labels_that_came_first_are_counted(found: Any, watch: Path, then: ReplayClock) -> None:
    """As in this workspace, and no fault."""
    (check,) = found("counters", watch, then)

    assert check.level is Level.OK
    assert check.text == "flights: labels that came before their prediction, or without one: 144"


def test_rows_that_came_twice_are_counted(found: Any, watch: Path, then: ReplayClock) -> None:
    """They were dropped, as sending again is meant to be."""
    log(watch)

    (check,) = found("counters", watch, then)
    assert check.level is Level.OK
    assert "predictions dropped because they came twice: 1" in check.text


def test_values_that_did_not_fit_lately_are_a_warning(
    found: Any, watch: Path, then: ReplayClock
) -> None:
    """For a week: then it is history."""
    log(watch, temp=["warm"])

    (check,) = found("counters", watch, then)
    then.advance(then.now() + timedelta(days=8))
    (later,) = found("counters", watch, then)

    assert (check.level, later.level) == (Level.WARNING, Level.OK)
    assert "predictions with a value that did not fit and is kept beside: 1" in later.text
    assert "workspace.predictions('flights')" in check.action
