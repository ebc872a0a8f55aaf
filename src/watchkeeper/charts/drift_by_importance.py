"""Which drift matters: how far each feature moved against how much it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from watchkeeper.charts.metric_over_time import known
from watchkeeper.charts.spec import Spec, framed, layer

HEIGHT = 300
MOST_NAMES = 8


class Moved(NamedTuple):
    """A feature: how far beyond what was allowed (1 is at its limit), and its importance."""

    name: str
    drift: float
    importance: float


def drift_by_importance(moved: Sequence[Moved]) -> Spec:
    """Return the spec: a point a feature, named where it both moved and matters.

    To the right of the rule a feature was beyond its limit.
    """
    # Square roots keep one broken column from pressing all others into a corner.
    points = [(max(m.drift, 0.0) ** 0.5, m.importance, m.name) for m in moved]
    loud = sorted((p for p in points if p[0] >= 1), key=lambda p: -p[0] * p[1])
    named = {name for _, _, name in loud[:MOST_NAMES]}
    rows = [
        {"x": round(x, 3), "y": known(y), "l": name, "n": int(name in named)}
        for x, y, name in points
    ]
    most = max([1.2, *(p[0] for p in points)]) * 1.12
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [0, most], "nice": False},
        "axis": {"tickCount": 5, "labelExpr": "format(datum.value*datum.value,'.2~f')"},
        "title": "times its limit",
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"zero": True, "nice": True},
        "axis": {"tickCount": 5},
        "title": None,
    }
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
    data = {"points": rows, "limit": [{"x": 1.0}]}
    return framed(layers, height=HEIGHT, data=data, right=64, top=10, bottom=40)
