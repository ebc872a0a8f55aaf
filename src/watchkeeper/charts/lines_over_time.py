"""A few numbers of one kind over time, each with its name: latency quantiles, use of memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from watchkeeper.charts.metric_over_time import known
from watchkeeper.charts.spec import (
    Row,
    Spec,
    anchor,
    anchor_rows,
    framed,
    layer,
    moment,
    quantity_y,
    time_x,
)

HEIGHT = 150
STYLES = ("labelled", "compare", "third")
KEYS = ("line", "compare", "third")


def lines_over_time(
    times: Sequence[datetime],
    lines: Mapping[str, Sequence[float | None]],
    *,
    domain: tuple[datetime, datetime],
) -> Spec:
    """Return the spec: a line for each of up to three *lines*, broken where nothing is known.

    A time between two gaps is a point, so that a single measurement can be seen.
    """
    x = time_x("t", domain)
    named = list(zip(lines.values(), STYLES, strict=False))
    found = [v for values, _ in named for v in map(known, values) if v is not None]
    top = max(found, default=0.0) * 1.08 or 1.0
    y = quantity_y("v", (0.0, top), axis={"tickCount": 4, "format": "~s"})
    data: dict[str, list[Row]] = {"domain": anchor_rows(domain)}
    layers = [anchor(x)]
    for i, (values, style) in enumerate(named):
        data[f"line{i}"] = [
            {"t": moment(at), "v": known(value)} for at, value in zip(times, values, strict=True)
        ]
        layers.append(layer(f"line{i}", "line", style, {"x": x, "y": y}))
        data[f"lone{i}"] = [data[f"line{i}"][k] for k in _alone(values)]
        if data[f"lone{i}"]:
            layers.append(layer(f"lone{i}", "point", style, {"x": x, "y": y}, filled=True, size=20))
        else:
            del data[f"lone{i}"]
    return framed(layers, height=HEIGHT, data=data, right=12, top=8)


def _alone(values: Sequence[float | None]) -> list[int]:
    there = [False, *(known(v) is not None for v in values), False]
    return [k for k in range(len(values)) if there[k + 1] and not there[k] and not there[k + 2]]
