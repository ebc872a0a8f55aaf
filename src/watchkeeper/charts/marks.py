"""Things that happened, drawn behind or across a chart over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from watchkeeper.charts.spec import Layer, Row, layer, moment

LETTER = 0.0085  # share of the width that one letter takes where the words are written


class Occasion(NamedTuple):
    """Something to mark on the time axis; ``loud`` for a fault, with ``until`` as a span."""

    at: datetime
    text: str
    loud: bool = False
    until: datetime | None = None


def occasion_rows(
    occasions: Iterable[Occasion], domain: tuple[datetime, datetime]
) -> dict[str, list[Row]]:
    """Return the data sets ``spans`` (loud) and ``rules`` (the others) inside *domain*.

    ``l`` is what is written over it: empty where it would run into the words before it.
    """
    spans: list[Row] = []
    rules: list[Row] = []
    free_from = -1.0
    for at, until, same in _grouped(occasions, domain):
        text = same[0].text if len(same) == 1 else f"{len(same)} faults" if same[0].loud else ""
        place = _share_of(at, domain)
        width = len(text) * LETTER
        right = place + width > 1
        fits = (place - width if right else place) >= free_from
        if fits and text:
            free_from = place + (0 if right else width)
        row = {"t": moment(at), "l": text if fits else "", "r": int(right)}
        if same[0].loud and until is not None:
            spans.append(row | {"t2": moment(until)})
        else:
            rules.append(row)
    return {"spans": spans, "rules": rules}


def _grouped(
    occasions: Iterable[Occasion], domain: tuple[datetime, datetime]
) -> Iterable[tuple[datetime, datetime | None, list[Occasion]]]:
    """Join what happened at the same time, cut to *domain*, in order of time."""
    groups: dict[tuple[datetime, datetime | None, bool], list[Occasion]] = {}
    for item in sorted(occasions, key=lambda o: o.at):
        if (item.until or item.at) >= domain[0] and item.at <= domain[1]:
            until = min(item.until, domain[1]) if item.until else None
            groups.setdefault((max(item.at, domain[0]), until, item.loud), []).append(item)
    return [(at, until, same) for (at, until, _), same in groups.items()]


def _share_of(at: datetime, domain: tuple[datetime, datetime]) -> float:
    return (at - domain[0]) / (domain[1] - domain[0]) if domain[1] > domain[0] else 0.0


def span_layers(x: Mapping[str, Any], rows: Mapping[str, Sequence[Row]]) -> list[Layer]:
    """Return the shaded spans, to lie behind everything else."""
    if not rows["spans"]:
        return []
    return [layer("spans", "rect", "incident", {"x": x, "x2": {"field": "t2"}})]


def rule_layers(
    x: Mapping[str, Any], rows: Mapping[str, Sequence[Row]], *, words: bool = True
) -> list[Layer]:
    """Return the rules across the chart and, with *words*, the names of all occasions.

    The names are left out on a phone: the list beside the chart has them all.
    """
    layers = [layer("rules", "rule", "version", {"x": x})] if rows["rules"] else []
    if words:
        for data, style in (("rules", "version-text"), ("spans", "incident-text")):
            layers += _words(x, data, style, {row["r"] for row in rows[data]})
    return layers


def _words(x: Mapping[str, Any], data: str, style: str, sides: set[int]) -> list[Layer]:
    text = {"x": x, "text": {"field": "l"}}
    return [
        layer(data, "text", style, text, where=f"datum.r == {right}", name=f"end-{data}-{right}",
              y=-13, align=align, dx=dx)
        for right, align, dx in ((0, "left", 4), (1, "right", -4))
        if right in sides
    ]  # fmt: skip
