"""Reference and current distribution of one column, in one picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from watchkeeper.charts.spec import LEFT, NAMES, Layer, Row, Spec, framed, layer, numbered
from watchkeeper.model.figures import number

HEIGHT = 176
MOST_BARS = 12
NAME_WIDTH = 104


def distribution(
    *,
    labels: Sequence[str],
    reference: Sequence[float],
    current: Sequence[float],
    edges: Sequence[float] | None = None,
) -> Spec:
    """Return the spec: numbers as two overlaid histograms, categories as paired bars.

    *reference* and *current* are shares of the rows that have a value, one per label. *edges*
    (one more than the labels) makes the column numeric; its first and last may be infinite, for
    what lies below and above the reference. Of many categories the most frequent are drawn.
    """
    if edges is None:
        return _categories(labels, reference, current)
    widths = _finite_widths(edges)
    even = bool(widths) and max(widths) <= min(widths) * 1.02
    return _histogram(
        _even_cells(edges, widths[0]) if even else _ranked_cells(edges), reference, current
    )


def _finite_widths(edges: Sequence[float]) -> list[float]:
    return [b - a for a, b in pairwise(edges) if math.isfinite(a) and math.isfinite(b)]


class _Cells(NamedTuple):
    """Where the bars of a histogram stand, what they are called, and the horizontal axis."""

    left: list[float]
    right: list[float]
    words: list[str]
    axis: dict[str, Any]


def _even_cells(edges: Sequence[float], width: float) -> _Cells:
    """Bars at their own values; those without an end stand apart, one bar wide."""
    left, right, words = [], [], []
    for a, b in pairwise(edges):
        words.append(_word(a, b))
        if math.isinf(a):
            a, b = b - 1.6 * width, b - 0.6 * width
        elif math.isinf(b):
            a, b = a + 0.6 * width, a + 1.6 * width
        left.append(a)
        right.append(b)
    axis = {"tickCount": 6} | ({"format": "~s"} if max(right) >= 1e4 else {})
    return _Cells(left, right, words, axis)


def _word(low: float, high: float) -> str:
    return "below" if math.isinf(low) else "above" if math.isinf(high) else ""


def _ranked_cells(edges: Sequence[float]) -> _Cells:
    """Bars of equal width for unequal bins: the axis carries the edges, not a scale."""
    n = len(edges) - 1
    step = max(1, math.ceil(n / 6))
    shown = [i for i in range(1, n + 1, step) if math.isfinite(edges[i])]
    marks = ",".join(f"'{i}':'{number(edges[i])}'" for i in shown)
    return _Cells(
        [float(i) for i in range(n)],
        [float(i + 1) for i in range(n)],
        [_word(a, b) for a, b in pairwise(edges)],
        {"values": shown, "labelExpr": f"{{{marks}}}[''+datum.value]"},
    )


def _histogram(cells: _Cells, reference: Sequence[float], current: Sequence[float]) -> Spec:
    bars = zip(cells.left, cells.right, cells.words, reference, current, strict=True)
    rows = [
        {"b": _tidy(a), "b2": _tidy(b), "r": _tidy(r), "c": _tidy(c), "l": word}
        for a, b, word, r, c in bars
        if r > 0 or c > 0 or not word
    ]
    x = {"field": "b", "type": "quantitative", "title": None, "axis": cells.axis}
    x["scale"] = {"zero": False, "nice": False}
    layers = [_bars("reference-fill", "r", x), _bars("current-fill", "c", x)]
    steps = _steps(rows)
    if steps:
        at = {"x": x | {"field": "x"}, "y": _share("y"), "order": _ORDER}
        layers.append(layer("steps", "line", "current", at))
    for side, end, align in (("below", "b", "left"), ("above", "b2", "right")):
        if any(row["l"] == side for row in rows):
            layers.append(_beyond(x | {"field": end}, side, align))
    data = {"bars": rows, "steps": steps}
    return framed(layers, height=HEIGHT, data=data, right=14, top=14)


def _beyond(x: dict[str, Any], side: str, align: str) -> Layer:
    """Name the bar that holds all values below or above the reference's range."""
    at = {"x": x, "y": {"value": -8}, "text": {"field": "l"}}
    return layer("bars", "text", "mark-text", at, where=f"datum.l == '{side}'", align=align)


_ORDER = {"field": "i", "type": "quantitative"}


def _bars(style: str, field: str, x: dict[str, Any]) -> Layer:
    y = _share(field)
    return layer("bars", "rect", style, {"x": x, "x2": {"field": "b2"}, "y": y, "y2": {"datum": 0}})


def _steps(rows: Sequence[Row]) -> list[Row]:
    """Corner points of the current histogram's edge, seen where the two overlap.

    It falls to zero between bars that do not touch, and is not drawn along empty ones.
    """
    points: list[tuple[float, float | None]] = []
    end: float | None = None
    for row in (row for row in rows if row["c"] > 0):
        if end != row["b"]:
            points += [(end, 0.0), (end, None)] if end is not None else []
            points.append((row["b"], 0.0))
        end = row["b2"]
        points += [(row["b"], row["c"]), (row["b2"], row["c"])]
    points += [(end, 0.0)] if end is not None else []
    return [{"i": i, "x": x, "y": y} for i, (x, y) in enumerate(points)]


def _share(field: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domainMin": 0, "nice": True},
        "axis": {"format": ".0~%", "tickCount": 4},
        "title": None,
    }


def _categories(
    labels: Sequence[str], reference: Sequence[float], current: Sequence[float]
) -> Spec:
    paired = zip(labels, map(_tidy, reference), map(_tidy, current), strict=True)
    rows = _fewer([(k, r, c) for k, r, c in paired if r > 0 or c > 0])
    y = {
        "field": "k",
        "type": "ordinal",
        "sort": None,
        "title": None,
        "scale": {"paddingInner": 0.3, "paddingOuter": 0.15},
        "axis": {"labelLimit": NAME_WIDTH - 8, "labelOverlap": False, "labelExpr": NAMES},
    }
    bars = [
        layer("bars", "bar", "reference-fill", {"y": y, "x": _share("r")}, height={"band": 1}),
        layer("bars", "bar", "current-bar", {"y": y, "x": _share("c")}, height={"band": 0.42}),
    ]
    data = {"bars": [{"k": numbered(i, k), "r": r, "c": c} for i, (k, r, c) in enumerate(rows)]}
    return framed(bars, height=HEIGHT, data=data, left=max(LEFT, NAME_WIDTH), right=14, top=14)


def _fewer(rows: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """Keep the largest; add the rest up. The table beside the chart has them all."""
    if len(rows) <= MOST_BARS:
        return rows
    # What the reference never had is shown however little it is.
    size = {i: max(r, c, float(r == 0)) for i, (_, r, c) in enumerate(rows)}
    kept = set(sorted(size, key=lambda i: -size[i])[: MOST_BARS - 1])
    rest = [row for i, row in enumerate(rows) if i not in kept]
    total = (f"{len(rest)} smaller", sum(r for _, r, _ in rest), sum(c for _, _, c in rest))
    return [row for i, row in enumerate(rows) if i in kept] + [total]


def _tidy(value: float) -> float:
    """Five figures are more than a bar can show; what is not a number is drawn as nothing."""
    return float(f"{value:.5g}") if math.isfinite(value) else 0.0
