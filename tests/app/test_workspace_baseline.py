"""A model without a baseline, and one that gets another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from watchkeeper.errors import DataError
from watchkeeper.model import Level

MakeLab = Callable[..., Any]


def test_without_a_baseline_rows_are_collected(make_lab: MakeLab) -> None:
    """Nothing is ok and nothing is silent: unknown, with how far the collection is."""
    lab = make_lab(deploy=False)
    lab.ws.deploy("flights", version="1")
    lab.log(lab.rows(0), **_COLUMNS)
    lab.to(1)

    (found,) = lab.findings(level="unknown")
    assert (found.monitor, found.version, found.n_current) == ("baseline", "1", 120)
    assert found.reason == "collecting: 120 rows so far, and no baseline to judge them by"
    lab.label(lab.rows(0))
    values = lab.ws.metrics("flights", "accuracy")
    assert (values[0].n_labelled, values[0].value) == (120, pytest.approx(_accuracy(lab.rows(0))))


def _accuracy(rows: pa.Table) -> float:
    return float(np.mean(np.array(rows["answer"]) == np.array(rows["y"])))


def test_a_version_without_a_row_is_unknown(lab: Any) -> None:
    """A deployment that nobody heard of since is not ok."""
    lab.to(3)

    assert [(f.level, f.reason) for f in lab.findings()] == [
        (Level.UNKNOWN, "no row has arrived yet")
    ]


def test_a_baseline_can_be_taken_from_recorded_rows(make_lab: MakeLab) -> None:
    """All rows are then profiled against it, and their windows are judged."""
    lab = make_lab(deploy=False)
    lab.ws.deploy("flights", version="1")
    for number in range(18):
        lab.clock.advance(lab.day(number + 1))
        lab.log(lab.rows(number), **_COLUMNS)
        lab.label(lab.rows(number))
        if number == 3:
            lab.ws.run()

    baseline = lab.ws.set_baseline("flights", lab.day(0), lab.day(15))
    lab.ws.run()

    assert baseline.rows == 15 * 120
    assert {c.name: c.role for c in baseline.columns} == {
        "x": "feature",
        "kind": "feature",
        "prediction": "prediction",
        "score": "score",
    }
    levels = {f.window_start: f.level for f in lab.findings(monitor="volume")}
    assert len(levels) == 18
    assert levels[lab.day(17)] is Level.OK
    assert {f.n_current for f in lab.findings(monitor="volume")} == {120}
    assert lab.findings(monitor="drift", subject="x")[-1].level is Level.OK
    aucs = lab.ws.metrics("flights", "roc_auc")
    assert len(aucs) == 18
    assert aucs[0].value > 0.6
    lab.log(lab.rows(18), **_COLUMNS)
    lab.to(19)
    assert lab.findings(monitor="volume")[-1].window_start == lab.day(18)


def test_a_new_baseline_counts_every_row_once(lab: Any) -> None:
    """Also rows that had not been followed yet; all windows are judged against it."""
    lab.pass_days(0, 3)
    lab.log(lab.rows(3))
    baseline = lab.ws.set_baseline("flights", lab.day(0), lab.day(3))
    lab.to(4)
    lab.ws.run()

    volume = lab.findings(monitor="volume")
    assert [f.n_current for f in volume] == [120] * 4
    assert {f.known_at for f in volume} == {lab.day(4)}
    assert {f.n_reference for f in lab.findings(monitor="contract")} == {baseline.rows}
    assert [m.n for m in lab.ws.metrics("flights", "accuracy")] == [120] * 4


def test_a_baseline_needs_rows(make_lab: MakeLab) -> None:
    """A stretch without any is refused; it names the stretch."""
    lab = make_lab(deploy=False)
    lab.ws.deploy("flights", version="1")
    lab.log(lab.rows(0), **_COLUMNS)
    with pytest.raises(DataError, match="version 1 of 'flights' has no rows from 2024-02-08"):
        lab.ws.set_baseline("flights", lab.day(10), lab.day(12))


_COLUMNS = {"id": "id", "timestamp": "ts", "prediction": "answer", "score": "p"}
