"""What `watchkeeper.check` hands back; its rules are in tests/contracts/test_public_*.py."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

import watchkeeper as wk


def _table(seed: int, rows: int = 800) -> pa.Table:
    rng = np.random.default_rng(seed)
    p = rng.beta(2, 2, rows)
    since = np.sort(rng.integers(0, 8 * 86_400_000_000, rows))
    return pa.table(
        {
            "ts": pa.array(since, pa.timestamp("us", "UTC")),
            "key": [f"{seed}-{i}" for i in range(rows)],
            "x": rng.normal(size=rows),
            "p": p,
            "y": rng.random(rows) < p,
        }
    )


ROLES: dict[str, Any] = {"task": "binary", "score": "p", "label": "y", "timestamp": "ts"}


def test_a_report_shows_both_sides() -> None:
    """Rows, distributions, metrics beside the reference's, and what is not watched."""
    report = wk.check(_table(2), _table(1), **ROLES)

    assert (report.rows_reference, report.rows_current) == (800, 800)
    assert [column.name for column in report.columns] == ["x", "p"]
    auc = next(series for series in report.metrics if series.metric == "roc_auc")
    assert auc.reference is not None
    assert auc.reference.value != auc.points[0].value
    assert any(note.startswith("key is not watched: nearly unique") for note in report.notes)


def test_windows_have_a_metric_each() -> None:
    """In the time zone asked for."""
    report = wk.check(_table(2), _table(1), every="1d", tz="Europe/Paris", **ROLES)

    auc = next(series for series in report.metrics if series.metric == "roc_auc")
    assert len(auc.points) == 9
    assert auc.points[0].window_start is not None
    assert auc.points[0].window_start.hour == 23
    assert report.timezone == "Europe/Paris"


def test_a_report_leaves_in_every_form() -> None:
    """As text, rows, Arrow, and one HTML page."""
    report = wk.check(_table(2), _table(1), **ROLES)

    assert len(report.to_dicts()) == report.to_arrow().num_rows == len(report.findings)
    assert "<html" in report.to_html()


def test_columns_can_be_chosen() -> None:
    """Named ones are the only ones; ignored ones and codes are taken at their word."""
    only = wk.check(_table(2), _table(1), features=["x"])
    assert [column.name for column in only.columns] == ["x"]
    codes = wk.check(_table(2), _table(1), ignore=["x", "p"], categorical=["y"])
    assert [(column.name, column.kind) for column in codes.columns] == [("y", "category")]
