"""Score cells of rows seen against a baseline."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import watchkeeper as wk
from watchkeeper.app.scored import baseline_cells, classes_of, score_cells
from watchkeeper.errors import DataError
from watchkeeper.profile import open_frame

REFERENCE: dict[str, Any] = {
    "p": np.linspace(0.0, 1.0, 40),
    "y": ["ok"] * 20 + ["late"] * 20,
    "ts": np.datetime64("2024-01-01", "us") + np.arange(40).astype("timedelta64[h]"),
}


def _baseline(**roles: Any) -> wk.Baseline:
    usual = {"task": "binary", "score": "p", "label": "y", "positive": "late"}
    return wk.Baseline.fit(REFERENCE, **(usual | roles))


def test_the_reference_leaves_its_cells() -> None:
    """By hour where it has times, else in one; also after it was written and read."""
    timed = baseline_cells(wk.Baseline.from_bytes(_baseline(timestamp="ts").to_bytes()))
    whole = baseline_cells(_baseline())

    assert timed is not None
    assert whole is not None
    assert (len(timed), len(whole)) == (40, 1)
    assert timed.total().by_label.tolist() == whole.by_label.tolist() == [[20, 20]]


@pytest.mark.parametrize("roles", [{"task": None, "score": None, "label": None, "positive": None}])
def test_without_a_task_there_are_none(roles: dict[str, Any]) -> None:
    """Nothing is measured that nobody asked for."""
    baseline = _baseline(**roles)

    assert baseline_cells(baseline) is None
    assert score_cells(open_frame(REFERENCE), baseline, timestamp=None) is None


def test_unknown_classes_are_an_error_or_are_counted() -> None:
    """Frames are refused; in a stream one bad label must not stop the day."""
    frame = open_frame({"p": [0.1, 0.9, 0.5], "y": ["ok", "late", "lost"]})
    baseline = _baseline()

    with pytest.raises(DataError, match=r"'lost'; known are 'ok', 'late'"):
        score_cells(frame, baseline, timestamp=None)
    cells = score_cells(frame, baseline, timestamp=None, strict=False)
    assert cells is not None
    assert (cells.rows.tolist(), cells.labelled.tolist(), cells.unknown.tolist()) == ([3], [2], [1])


def test_the_class_a_reference_never_showed() -> None:
    """One other name stands for it; two are one too many, and counted as unknown."""
    baseline = wk.Baseline.fit(
        REFERENCE | {"y": [None] * 40}, task="binary", score="p", label="y", positive="late"
    )
    assert classes_of(baseline) == ("not late", "late")

    def counts(labels: list[str]) -> tuple[Any, ...]:
        frame = open_frame({"p": np.linspace(0, 1, len(labels)), "y": labels})
        cells = score_cells(frame, baseline, timestamp=None, strict=False)
        assert cells is not None
        return cells.by_label[0].tolist(), int(cells.unknown[0])

    assert counts(["ok", "late", "ok"]) == ([2, 1], 0)
    assert counts(["ok", "late", "odd"]) == ([0, 1], 2)


def test_columns_that_are_not_there_hold_nothing() -> None:
    """No label column: nothing has arrived; no score: the rest still counts."""
    cells = score_cells(open_frame({"p": [0.2, 0.4]}), _baseline(), timestamp=None)
    assert cells is not None
    assert (cells.rows[0], cells.labelled[0]) == (2, 0)
    cells = score_cells(open_frame({"y": ["ok", "late"]}), _baseline(), timestamp=None)
    assert cells is not None
    assert (cells.labelled[0], cells.scored[0]) == (2, 0)
