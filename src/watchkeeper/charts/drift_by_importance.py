"""Which drift matters: how far each feature moved against how much it counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from watchkeeper.charts.metric_over_time import known
from watchkeeper.charts.spec import Row, Spec, framed, layer

HEIGHT = 300
MOST_NAMES = 8
_WIDTH, _LETTER, _LINE = 300, 7, 13  # about what there is on a page, in pixels


class Moved(NamedTuple):
    """A feature: how far beyond what was allowed (1 is at its limit), and its importance."""

    name: str
    drift: float
    importance: float


def drift_by_importance(moved: Sequence[Moved]) -> Spec:
    """Return the spec: a point a feature, named where it both moved and matters.

    To the right of the rule a feature was beyond its limit.
    """
    # Square roots keep one broken column, or one that decides alone, from pressing all others
    # into a corner.
    points = [_Point(_root(m.drift), _root(m.importance), m.name) for m in moved]
    most = max([1.2, *(p.x for p in points)]) * 1.12
    highest = max((p.y for p in points), default=0.0) * 1.06 or 1.0
    loud = sorted((p for p in points if p.x >= 1), key=lambda p: -p.x * p.y)
    named = _readable(loud, most, highest)
    rows = [
        {"x": round(p.x, 3), "y": round(p.y, 4), "l": p.name, "n": int(p.name in named)}
        for p in points
    ]
    x = _rooted("x", most, ".2~f", 5) | {"title": "times its limit"}
    y = _rooted("y", highest, ".2~g", 4) | {"title": None}
    at = {"x": x, "y": y}
    layers = [
        layer("limit", "rule", "limit", {"x": x}),
        layer("points", "point", "labelled-point", at),
    ]
    if named:
        words = at | {"text": {"field": "l"}}
        layers.append(
            layer("points", "text", "mark-text", words, where="datum.n == 1", align="left", dx=7)
        )
    data: dict[str, list[Row]] = {"points": rows, "limit": [{"x": 1.0}]}
    return framed(layers, height=HEIGHT, data=data, right=64, top=10, bottom=40)


class _Point(NamedTuple):
    x: float
    y: float
    name: str


def _root(value: float) -> float:
    return math.sqrt(max(known(value) or 0.0, 0.0))


def _rooted(field: str, most: float, form: str, ticks: int) -> dict[str, Any]:
    """Return an axis over square roots that names the numbers themselves."""
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, most], "nice": False},
        "axis": {"tickCount": ticks, "labelExpr": f"format(datum.value*datum.value,'{form}')"},
    }


def _readable(loud: Sequence[_Point], most: float, highest: float) -> set[str]:
    """Return the names that can be written, the most important first, without one on another."""
    taken: list[tuple[float, float, float]] = []
    named: set[str] = set()
    for point in loud:
        left, line = point.x / most * _WIDTH, point.y / highest * HEIGHT
        right = left + len(point.name) * _LETTER
        free = all(abs(line - y) >= _LINE or right < x or left > end for x, end, y in taken)
        if free and len(named) < MOST_NAMES:
            named.add(point.name)
            taken.append((left, right, line))
    return named
