"""A performance metric over time, with its interval."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from watchkeeper.charts.marks import Occasion, occasion_rows, rule_layers, span_layers
from watchkeeper.charts.spec import (
    Layer,
    Row,
    Spec,
    anchor,
    anchor_rows,
    framed,
    hatching,
    layer,
    moment,
    padded,
    quantity_y,
    time_x,
)
from watchkeeper.model import MetricValue

HEIGHT = 248
MATURE = 0.9
MOST_DOTS = 70


def metric_over_time(
    points: Sequence[MetricValue],
    *,
    reference: float | None = None,
    limit: float | None = None,
    occasions: Sequence[Occasion] = (),
) -> Spec:
    """Return the spec: line and 95 % band, limit and reference, hollow where labels are due.

    Points need ``window_start`` and ``window_end``. A window without a value leaves a gap,
    hatched. A window with under 90 % of its labels has a hollow point.
    """
    domain = time_domain(points)
    x = time_x("t", domain)
    rows = [_row(p) for p in points]
    y = _vertical(rows, [v for v in (reference, limit) if v is not None])
    happened = occasion_rows(occasions, domain)
    lines = _levels(reference, limit, y["scale"]["domain"])
    data = {
        "points": rows, "domain": anchor_rows(domain),
        "hatch": hatching(_unknown(points), domain, HEIGHT),
        "ends": _ends(rows, lines),
        **happened,
        **{name: [row] for name, row in lines.items()},
    }
    layers = [
        anchor(x),
        *span_layers(x, happened),
        _hatch(x) if data["hatch"] else None,
        *_value_layers(x, y, dots=len(rows) <= MOST_DOTS),
        *(_level_layer(name, y) for name in lines),
        *_end_layers(y),
        *rule_layers(x, happened),
    ]
    return framed(layers, height=HEIGHT, data=data, top=24)


def time_domain(points: Iterable[MetricValue]) -> tuple[datetime, datetime]:
    """Return the stretch that *points* cover, the same for every chart that stands on it."""
    windows = [(p.window_start, p.window_end) for p in points]
    starts = [start for start, _ in windows if start is not None]
    ends = [end or start for start, end in windows if start is not None]
    return (min(starts), max(end for end in ends if end is not None))


def _row(point: MetricValue) -> Row:
    share = point.matured_share
    assert point.window_start is not None
    return {
        "t": moment(point.window_start),
        "v": known(point.value),
        "lo": known(point.lower),
        "hi": known(point.upper),
        "m": int(share is None or share >= MATURE),
    }


def known(value: float | None) -> float | None:
    """Return *value* to six figures; None for what is not a finite number."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.6g}")


def _vertical(rows: Sequence[Row], levels: Sequence[float]) -> dict[str, Any]:
    """A few very wide intervals must not flatten the line: they stop at the edge."""
    values = [row["v"] for row in rows if row["v"] is not None]
    ends = sorted(row[k] for row in rows for k in ("lo", "hi") if row[k] is not None)
    cut = len(ends) // 40
    inner = ends[cut : len(ends) - cut] if cut else ends
    low, high = padded([*values, *levels, *inner], share=0.04)
    if values and min(values) >= 0:
        low = max(low, 0.0)
    if values and max([*values, *levels]) <= 1 and low >= 0:
        high = min(high, 1.0)
    return quantity_y("v", (low, high), axis={"format": _ticks(high - low), "tickCount": 5})


def _ticks(span: float) -> str:
    if span >= 5:
        return "~s"
    return ".1f" if span > 1 else ".2f" if span > 0.05 else ".3f"


def _unknown(points: Sequence[MetricValue]) -> Iterable[tuple[datetime, datetime]]:
    for point in points:
        if known(point.value) is None and point.window_start and point.window_end:
            yield (point.window_start, point.window_end)


def _levels(
    reference: float | None, limit: float | None, domain: Sequence[float]
) -> dict[str, Row]:
    lines: dict[str, Row] = {}
    for name, value in (("reference", reference), ("limit", limit)):
        if value is not None and math.isfinite(value):
            lines[name] = {"v": known(value), "l": f"{name} {value:.4g}"}
    return lines


def _ends(rows: Sequence[Row], lines: dict[str, Row]) -> list[Row]:
    """Names at the right edge, kept from covering each other by dropping the reference's."""
    return [row | {"k": name} for name, row in lines.items()]


def _hatch(x: dict[str, Any]) -> Layer:
    y = {"field": "y", "type": "quantitative", "scale": None, "axis": None}
    return layer(
        "hatch",
        "rule",
        "hatch",
        {"x": x, "x2": {"field": "t2"}, "y": y, "y2": {"field": "y2"}},
    )


def _value_layers(x: dict[str, Any], y: dict[str, Any], *, dots: bool) -> list[Layer]:
    low, at = y | {"field": "lo"}, {"x": x, "y": y}
    layers = [
        layer("points", "area", "band", {"x": x, "y": low, "y2": {"field": "hi"}}, clip=True),
        layer("points", "line", "labelled", at, clip=True),
    ]
    if dots:
        layers.append(layer("points", "point", "labelled-point", at, where="datum.m == 1"))
    layers.append(
        layer("points", "point", "immature-point", at, where="datum.m == 0 && isValid(datum.v)")
    )
    return layers


def _level_layer(name: str, y: dict[str, Any]) -> Layer:
    return layer(name, "rule", name, {"x": {"value": 0}, "x2": {"value": "width"}, "y": y})


def _end_layers(y: dict[str, Any]) -> list[Layer]:
    text = {"x": {"value": "width"}, "y": y, "text": {"field": "l"}}
    place = {"align": "left", "baseline": "middle", "dx": 7, "dy": 0}
    return [
        layer("ends", "text", style, text, where=f"datum.k == '{k}'", name=f"end-{k}", **place)
        for k, style in (("limit", "limit-text"), ("reference", "mark-text"))
    ]
