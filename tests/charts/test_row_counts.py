from __future__ import annotations

from collections.abc import Callable

from watchkeeper.charts.metric_over_time import metric_over_time
from watchkeeper.charts.row_counts import row_counts
from watchkeeper.model import MetricValue


def test_stands_under_the_metric_to_the_pixel(
    points: Callable[[int], list[MetricValue]],
) -> None:
    """Same margins and the same stretch of time, or the eye compares wrong days."""
    above, below = metric_over_time(points(5)), row_counts(points(5))

    assert above["datasets"]["domain"] == below["datasets"]["domain"]
    for side in ("left", "right"):
        assert above["padding"][side] == below["padding"][side]
