from __future__ import annotations

from datetime import UTC, datetime

from watchkeeper.charts.episode_spans import ROW, Bar, episode_spans
from watchkeeper.model import Level

START, END = datetime(2013, 4, 1, tzinfo=UTC), datetime(2013, 5, 1, tzinfo=UTC)


def test_one_row_a_subject_in_the_order_given() -> None:
    """Two episodes of one subject share a row; the worst subject stays on top."""
    bars = [
        Bar("temp", Level.CRITICAL, START, START.replace(day=3)),
        Bar("dest", Level.WARNING, START, START.replace(day=2)),
        Bar("temp", Level.WARNING, START.replace(day=9), START.replace(day=10)),
    ]

    spec = episode_spans(bars, domain=(START, END))

    assert spec["height"] == 2 * ROW
    assert [row["k"] for row in spec["datasets"]["bars"]] == ["000temp", "001dest", "000temp"]
