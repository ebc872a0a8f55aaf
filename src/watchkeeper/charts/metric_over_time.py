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
from watchkeeper.model.figures import number

HEIGHT = 248
MATURE = 0.9
MOST_DOTS = 70


def metric_over_time(
    points: Sequence[MetricValue],
    *,
    reference: float | None = None,
    limit: float | None = None,
    occasions: Sequence[Occasion] = (),
    words: bool = True,
) -> Spec:
    """Return the spec: line and 95 % band, limit and reference, hollow where labels are due.

    Points need ``window_start`` and ``window_end``. A window without a value leaves a gap,
    hatched. A window with under 90 % of its labels has a hollow point. *words* names the
    occasions.
    """
    domain = time_domain(points)
    x = time_x("t", domain)
    rows = [_row(p, p.window_start) for p in points if p.window_start is not None]
    y = _vertical(rows, [v for v in (reference, limit) if v is not None])
    happened = occasion_rows(occasions, domain)
    lines = _levels(reference, limit)
    data = {
        "points": rows,
        "domain": anchor_rows(domain),
        "hatch": hatching(_unknown(points), domain, HEIGHT),
        "ends": [row | {"k": name} for name, row in lines.items()],
        **happened,
        **{name: [row] for name, row in lines.items()},
    }
    layers = [
        anchor(x),
        *span_layers(x, happened),
        _hatch(x) if data["hatch"] else None,
        *_value_layers(x, y, rows),
        *(_level_layer(name, y) for name in lines),
        *_end_layers(y, set(lines), apart=_apart(lines, y["scale"]["domain"])),
        *rule_layers(x, happened, words=words),
    ]
    return framed(layers, height=HEIGHT, data=data, top=24 if words else 10)


def time_domain(points: Iterable[MetricValue]) -> tuple[datetime, datetime]:
    """Return the stretch that *points* cover, the same for every chart that stands on it."""
    windows = [(p.window_start, p.window_end) for p in points]
    starts = [start for start, _ in windows if start is not None]
    ends = [end or start for start, end in windows if start is not None]
    return (min(starts), max(end for end in ends if end is not None))


def _row(point: MetricValue, start: datetime) -> Row:
    share = point.matured_share
    return {
        "t": moment(start),
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


def _levels(reference: float | None, limit: float | None) -> dict[str, Row]:
    lines: dict[str, Row] = {}
    for name, value in (("reference", reference), ("limit", limit)):
        if value is not None and math.isfinite(value):
            lines[name] = {"v": known(value), "l": f"{name} {number(value)}"}
    return lines


def _apart(lines: dict[str, Row], domain: Sequence[float]) -> int:
    """Return the pixels by which two names at the right edge must part, so as not to touch."""
    values = [row["v"] for row in lines.values()]
    if len(values) < 2:
        return 0
    between = (values[0] - values[1]) / (domain[1] - domain[0]) * HEIGHT
    missing = max(0, 14 - abs(round(float(between))))
    return missing if between >= 0 else -missing


def _hatch(x: dict[str, Any]) -> Layer:
    y = {"field": "y", "type": "quantitative", "scale": None, "axis": None}
    return layer(
        "hatch",
        "rule",
        "hatch",
        {"x": x, "x2": {"field": "t2"}, "y": y, "y2": {"field": "y2"}},
    )


def _value_layers(x: dict[str, Any], y: dict[str, Any], rows: Sequence[Row]) -> list[Layer]:
    states = {row["m"] for row in rows if row["v"] is not None}
    low, at = y | {"field": "lo"}, {"x": x, "y": y}
    layers = [
        layer("points", "area", "band", {"x": x, "y": low, "y2": {"field": "hi"}}, clip=True),
        layer("points", "line", "labelled", at, clip=True),
    ]
    # A layer without any row would have no extent, and Vega warns of it.
    if 1 in states and len(rows) <= MOST_DOTS:
        layers.append(_points("labelled-point", 1, at))
    if 0 in states:
        layers.append(_points("immature-point", 0, at))
    return layers


def _points(style: str, mature: int, at: dict[str, Any]) -> Layer:
    where = f"datum.m == {mature} && isValid(datum.v)"
    return layer("points", "point", style, at, where=where)


def _level_layer(name: str, y: dict[str, Any]) -> Layer:
    return layer(name, "rule", name, {"x": {"value": 0}, "x2": {"value": "width"}, "y": y})


def _end_layers(y: dict[str, Any], names: set[str], *, apart: int) -> list[Layer]:
    text = {"x": {"value": "width"}, "y": y, "text": {"field": "l"}}
    place = {"align": "left", "baseline": "middle", "dx": 7}
    return [
        layer("ends", "text", style, text, where=f"datum.k == '{k}'", name=f"end-{k}", dy=dy,
              **place)
        for k, style, dy in (
            ("limit", "limit-text", apart // 2), ("reference", "mark-text", -apart // 2))
        if k in names
    ]  # fmt: skip
