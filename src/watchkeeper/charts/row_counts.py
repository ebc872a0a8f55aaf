"""How many rows stand behind each point of a metric, and how many have their label."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.charts.metric_over_time import time_domain
from watchkeeper.charts.spec import Spec, anchor, anchor_rows, framed, layer, moment, time_x
from watchkeeper.model import MetricValue

HEIGHT = 40
_COUNTS = "datum.value ? format(datum.value, '~s') : '0'"


def row_counts(points: Sequence[MetricValue]) -> Spec:
    """Return the spec: one bar a window, the labelled part solid. Stands under the metric."""
    domain = time_domain(points)
    rows = [
        {"t": moment(p.window_start), "t2": moment(p.window_end), "n": p.n, "l": p.n_labelled}
        for p in points
        if p.window_start is not None and p.window_end is not None
    ]
    top = max((p.n for p in points), default=0) or 1
    x = time_x("t", domain) | {"axis": {"labels": False, "ticks": False}}
    y = {
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": True},
        "axis": {"tickCount": 2, "labelExpr": _COUNTS},
        "title": None,
    }
    layers = [
        layer(
            "counts",
            "rect",
            style,
            {
                "x": x,
                "x2": {"field": "t2"},
                "y": y | {"field": field},
                "y2": {"datum": 0},
            },
        )
        for style, field in (("reference-fill", "n"), ("count-fill", "l"))
    ]
    words = [
        layer("words", "text", "mark-text", {"x": {"value": "width"}, "text": {"field": "l"}},
              where=f"datum.i == {i}", name=f"end-{i}", align="left", dx=7, y=y0)
        for i, y0 in ((0, 14), (1, 27))
    ]  # fmt: skip
    data = {
        "counts": rows,
        "domain": anchor_rows(domain),
        "words": [{"i": 0, "l": "rows,"}, {"i": 1, "l": "labelled solid"}],
    }
    return framed([anchor(x), *layers, *words], height=HEIGHT, data=data, top=4, bottom=6)
