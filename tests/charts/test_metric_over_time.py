from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from watchkeeper.charts.metric_over_time import MOST_DOTS, metric_over_time
from watchkeeper.model import MetricValue

Points = Callable[[int], list[MetricValue]]


def _styles(spec: dict[str, object]) -> list[str]:
    return [layer["mark"]["style"] for layer in spec["layer"]]  # type: ignore[attr-defined]


def test_a_window_without_a_value_is_a_gap_with_hatching(points: Points) -> None:
    """Not known is neither zero nor the value before."""
    spec = metric_over_time(points(5))

    assert [row["v"] for row in spec["datasets"]["points"]] == [0.9, 0.9, None, 0.9, 0.9]
    assert spec["datasets"]["hatch"]


def test_a_window_whose_labels_still_arrive_is_hollow(points: Points) -> None:
    """Half of the labels are in: that point may still move."""
    spec = metric_over_time(points(5))

    assert [row["m"] for row in spec["datasets"]["points"]] == [1, 1, 1, 1, 0]
    assert "immature-point" in _styles(spec)


def test_many_points_are_a_line_without_dots(points: Points) -> None:
    """Dots that touch hide the line."""
    assert "labelled-point" in _styles(metric_over_time(points(5)))
    assert "labelled-point" not in _styles(metric_over_time(points(MOST_DOTS + 1)))


def test_one_very_wide_interval_does_not_flatten_the_line(points: Points) -> None:
    """One day of a hundred rests on five labels; the axis stays with the others."""
    many = points(100)
    many[50] = replace(many[50], lower=0.0)

    low, high = _domain(metric_over_time(many))
    assert low > 0.8
    assert high <= 1.0


def test_limit_and_reference_are_inside_the_picture(points: Points) -> None:
    """A limit far away is still seen: how far is the point."""
    low, high = _domain(metric_over_time(points(5), limit=0.5, reference=0.99))

    assert low < 0.5
    assert high > 0.99


@pytest.mark.parametrize(("limit", "apart"), [(0.93, True), (0.60, False)])
def test_names_at_the_line_ends_never_touch(points: Points, limit: float, apart: bool) -> None:
    """Two lines close to each other push their names apart."""
    spec = metric_over_time(points(5), limit=limit, reference=0.931)

    shifts = [item["mark"]["dy"] for item in spec["layer"] if item.get("name", "")[:4] == "end-"]
    assert (max(shifts) > min(shifts)) is apart


def _domain(spec: dict[str, object]) -> tuple[float, float]:
    for layer in spec["layer"]:  # type: ignore[attr-defined]
        domain = layer["encoding"].get("y", {}).get("scale") or {}
        if "domain" in domain:
            low, high = domain["domain"]
            return low, high
    raise AssertionError("no vertical domain")
