from __future__ import annotations

from datetime import UTC, datetime

from watchkeeper.charts.monitored_series import SeriesPoint, monitored_series
from watchkeeper.model import Level

START = datetime(2013, 4, 1, tzinfo=UTC)


def test_warning_and_critical_have_their_own_shapes() -> None:
    """Colour is not alone."""
    points = [
        SeriesPoint(START.replace(day=day), 1.0, 1.0, 0.5, 1.5, level)
        for day, level in enumerate((Level.OK, Level.WARNING, Level.CRITICAL), start=1)
    ]

    styles = {layer["mark"]["style"] for layer in monitored_series(points)["layer"]}
    assert {"warn-point", "bad-point"} <= styles


def test_a_share_has_no_limit_at_zero() -> None:
    """No share can go below it, so the line would only clutter."""
    points = [SeriesPoint(START.replace(day=d), 0.1, 0.1, 0.0, 0.2, Level.OK) for d in (1, 2)]

    assert [r["lo"] for r in monitored_series(points, share=True)["datasets"]["points"]] == [
        None,
        None,
    ]
