"""A monitored number over windows, with what was expected and how far it might go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from watchkeeper.charts.marks import Occasion, occasion_rows, rule_layers, span_layers
from watchkeeper.charts.metric_over_time import known
from watchkeeper.charts.spec import (
    Layer,
    Row,
    Spec,
    anchor,
    anchor_rows,
    framed,
    layer,
    moment,
    padded,
    quantity_y,
    time_x,
)
from watchkeeper.model import Level

HEIGHT = 168
MOST_DOTS = 70


class SeriesPoint(NamedTuple):
    """One window of a monitored series; what does not exist is None."""

    window_start: datetime
    value: float | None
    expected: float | None
    low_limit: float | None
    high_limit: float | None
    level: Level


def monitored_series(
    points: Sequence[SeriesPoint], *, share: bool = False, occasions: Sequence[Occasion] = ()
) -> Spec:
    """Return the spec: value solid, expectation dotted, limits dashed, loud windows marked.

    A warning is a triangle and a critical window a square, so that colour is not alone.
    With *share* the axis reads in per cent.
    """
    domain = (min(p.window_start for p in points), max(p.window_start for p in points))
    x = time_x("t", domain)
    rows = [_row(p, share=share) for p in points]
    y = quantity_y("v", _domain(rows), axis={"tickCount": 4, **_ticks(rows, share=share)})
    happened = occasion_rows(occasions, domain)
    layers = [
        anchor(x),
        *span_layers(x, happened),
        layer("points", "area", "usual", {"x": x, "y": y | {"field": "lo"}, "y2": {"field": "hi"}}),
        *(_line(x, y, style, field) for field, style in _LINES),
        *_loud(x, y, {row["s"] for row in rows if row["v"] is not None}),
        *rule_layers(x, happened, words=False),
    ]
    return framed(
        layers,
        height=HEIGHT,
        data={"points": rows, "domain": anchor_rows(domain), **happened},
        right=12,
        top=8,
    )


_LINES = (("lo", "limit"), ("hi", "limit"), ("e", "reference"), ("v", "labelled"))


def _row(point: SeriesPoint, *, share: bool) -> Row:
    low = known(point.low_limit)
    return {
        "t": moment(point.window_start),
        "v": known(point.value),
        "e": known(point.expected),
        "lo": None if share and low == 0 else low,  # no share can go below it
        "hi": known(point.high_limit),
        "s": point.level.value,
    }


def _domain(rows: Sequence[Row]) -> tuple[float, float]:
    found = [row[k] for row in rows for k in ("v", "e", "lo", "hi") if row[k] is not None]
    low, high = padded(found)
    return (max(low, 0.0) if found and min(found) >= 0 else low, high)


def _ticks(rows: Sequence[Row], *, share: bool) -> dict[str, Any]:
    if share:
        return {"format": ".0~%"}
    top = max((abs(row["v"]) for row in rows if row["v"] is not None), default=1.0)
    return {"format": "~s"} if top >= 10_000 else {}


def _line(x: dict[str, Any], y: dict[str, Any], style: str, field: str) -> Layer:
    shape = {"interpolate": "step-after"} if field in ("lo", "hi") else {}
    return layer("points", "line", style, {"x": x, "y": y | {"field": field}}, **shape)


def _loud(x: dict[str, Any], y: dict[str, Any], levels: set[str]) -> list[Layer]:
    at = {"x": x, "y": y}
    return [
        layer("points", "point", style, at, where=f"datum.s == '{level}' && isValid(datum.v)")
        for level, style in ((Level.WARNING, "warn-point"), (Level.CRITICAL, "bad-point"))
        if level.value in levels
    ]
