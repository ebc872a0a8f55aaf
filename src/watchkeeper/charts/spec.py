"""What all charts share: the outer frame, named data, the time axis, hatching.

A spec names its data and its styles and holds neither colour nor font: those are in the theme.
So one skeleton serves every column, and the page, the notebook and a picture agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

Spec = dict[str, Any]
Row = dict[str, Any]
Layer = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
LEFT = 44  # the same on every chart: charts that stand on each other align to the pixel
RIGHT = 104  # room for the names at the line ends
NARROW_RIGHT = 10  # on a phone the key names the lines instead
MAX_POINTS = 400

# What an axis shows of a key made by `numbered`; a band axis also asks for null, its far end.
NAMES = "datum.value ? slice(datum.value, 3) : ''"


def numbered(row: int, name: str) -> str:
    """Return a key for *name* that no other row has: two categories may be called alike."""
    return f"{row:03d}{name}"


def framed(
    layers: Iterable[Layer | None],
    *,
    height: int,
    data: Mapping[str, Sequence[Row]],
    right: int = RIGHT,
    left: int = LEFT,
    top: int = 16,
    bottom: int = 24,
) -> Spec:
    """Return a whole spec of *height* pixels inside its axes, with *data* by name.

    The width is left to whoever draws it. Layers named ``end-...`` write at the line ends and
    may be left out where there is no room; ``usermeta`` says how wide the margin then is.
    """
    return {
        "$schema": SCHEMA,
        "height": height,
        "padding": {"left": left, "right": right, "top": top, "bottom": bottom},
        "autosize": {"type": "none", "contains": "content"},
        "datasets": {name: list(rows) for name, rows in data.items()},
        "layer": _one_domain([item for item in layers if item is not None]),
        "usermeta": {"narrow": {"right": min(right, NARROW_RIGHT)}},
    }


def _one_domain(layers: list[Layer]) -> list[Layer]:
    """Leave the vertical axis its domain in the first layer that says it; twice is a clash."""
    seen = False
    for item in layers:
        scale = item["encoding"].get("y", {}).get("scale")
        if scale and "domain" in scale:
            if seen:
                rest = {k: v for k, v in scale.items() if k != "domain"}
                item["encoding"]["y"] = item["encoding"]["y"] | {"scale": rest}
            seen = True
    return layers


def full_height(spec: Spec) -> int:
    """Return how many pixels *spec* needs, to be reserved before it is drawn."""
    padding = spec["padding"]
    return int(spec["height"] + padding["top"] + padding["bottom"])


def layer(data: str, mark: str, style: str, encoding: Mapping[str, Any], **more: Any) -> Layer:
    """Return one layer: a *mark* in a named *style* over the named *data*."""
    one: Layer = {"name": more.pop("name")} if "name" in more else {}
    one["data"] = {"name": data}
    if "where" in more:
        one["transform"] = [{"filter": more.pop("where")}]
    return one | {
        "mark": {"type": mark, "style": style, **more},
        "encoding": dict(encoding),
    }


def moment(at: datetime) -> str:
    """Return *at* as the page draws it: its own wall clock, read by a UTC scale."""
    return at.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def time_x(field: str, domain: tuple[datetime, datetime]) -> dict[str, Any]:
    """Return the time axis over *domain*, with as many words as its length needs."""
    return {
        "field": field,
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": _time_axis(domain[1] - domain[0]),
        "title": None,
    }


def anchor(x: Mapping[str, Any]) -> Layer:
    """Return a layer that is not seen and stretches the time axis over the data set ``domain``.

    An explicit domain on a layer with a start and an end would clash with itself.
    """
    return layer("domain", "rule", "zero", {"x": x}, opacity=0)


def anchor_rows(domain: tuple[datetime, datetime]) -> list[Row]:
    """Return the data set of `anchor`."""
    return [{"t": moment(at)} for at in domain]


def _time_axis(length: timedelta) -> dict[str, Any]:
    if length > timedelta(days=730):
        return {"format": "%Y"}
    if length > timedelta(days=300):
        return {"format": "%b %y"}
    if length > timedelta(days=75):
        return {"format": "%b", "tickCount": {"interval": "month", "step": 1}}
    if length > timedelta(days=3):
        return {"format": "%-d %b"}
    return {"format": "%-d %b %H:%M", "tickCount": 5}


def quantity_y(
    field: str, domain: tuple[float, float], *, axis: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the vertical axis of a quantity; values outside *domain* stop at its edge."""
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": list(domain), "zero": False, "nice": False, "clamp": True},
        "axis": dict(axis or {}),
        "title": None,
    }


def hatching(
    spans: Iterable[tuple[datetime, datetime]], domain: tuple[datetime, datetime], height: int
) -> list[Row]:
    """Return diagonal strokes that fill *spans*: pixel rows ``y`` and ``y2``, times ``t``, ``t2``.

    Vega-Lite has no pattern fill. A stroke climbs the whole height over a run that is 45 degrees
    on a chart 1,000 pixels wide; each is cut to its span.
    """
    whole = (domain[1] - domain[0]).total_seconds()
    run, step = whole * height / 1000, whole / 125
    strokes: list[Row] = []
    for start, end in spans:
        length = (end - start).total_seconds()
        offset = -run
        while offset < length and len(strokes) < MAX_POINTS:
            strokes.extend(_stroke(start, length, offset, run, height))
            offset += step
    return strokes


def _stroke(
    start: datetime, length: float, offset: float, run: float, height: int
) -> Iterable[Row]:
    low, high = max(0.0, -offset / run), min(1.0, (length - offset) / run)
    if low < high:
        yield {
            "t": moment(start + timedelta(seconds=offset + low * run)),
            "t2": moment(start + timedelta(seconds=offset + high * run)),
            "y": round(height * (1 - low), 1),
            "y2": round(height * (1 - high), 1),
        }


def padded(values: Iterable[float], *, share: float = 0.08) -> tuple[float, float]:
    """Return a vertical domain that shows *values* with some air; (0, 1) without any."""
    known = list(values)
    if not known:
        return (0.0, 1.0)
    low, high = min(known), max(known)
    air = (high - low) * share or abs(high) * 0.1 or 1.0
    return (low - air, high + air)
