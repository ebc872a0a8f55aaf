"""Things that happened, drawn behind or across a chart over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from watchkeeper.charts.spec import Layer, Row, layer, moment


class Occasion(NamedTuple):
    """Something to mark on the time axis; ``loud`` for a fault, with ``until`` as a span."""

    at: datetime
    text: str
    loud: bool = False
    until: datetime | None = None


def occasion_rows(
    occasions: Iterable[Occasion], domain: tuple[datetime, datetime]
) -> dict[str, list[Row]]:
    """Return the data sets ``spans`` (loud) and ``rules`` (the others) inside *domain*."""
    spans: list[Row] = []
    rules: list[Row] = []
    for item in occasions:
        end = item.until or item.at
        if end < domain[0] or item.at > domain[1]:
            continue
        row = {"t": moment(max(item.at, domain[0])), "l": item.text}
        if item.loud and item.until is not None:
            spans.append(row | {"t2": moment(min(end, domain[1]))})
        else:
            rules.append(row | {"loud": item.loud})
    return {"spans": spans, "rules": rules}


def span_layers(x: Mapping[str, Any], rows: Mapping[str, Sequence[Row]]) -> list[Layer]:
    """Return the shaded spans, to lie behind everything else."""
    if not rows["spans"]:
        return []
    return [layer("spans", "rect", "incident", {"x": x, "x2": {"field": "t2"}})]


def rule_layers(
    x: Mapping[str, Any], rows: Mapping[str, Sequence[Row]], *, words: bool = True
) -> list[Layer]:
    """Return the rules across the chart and, with *words*, the names of all occasions."""
    layers: list[Layer] = []
    text = {"x": x, "text": {"field": "l"}}
    if rows["rules"]:
        layers.append(layer("rules", "rule", "version", {"x": x}))
    if words and rows["rules"]:
        layers.append(layer("rules", "text", "version-text", text, y=-13))
    if words and rows["spans"]:
        layers.append(layer("spans", "text", "incident-text", text, y=-13, align="left"))
    return layers
