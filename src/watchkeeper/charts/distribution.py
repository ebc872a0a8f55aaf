"""Reference and current distribution of one column, in one picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from watchkeeper.charts.spec import LEFT, NAMES, Layer, Row, Spec, framed, layer, numbered

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


class _Cells:
    """Where the bars of a histogram stand, and what its horizontal axis says."""

    def __init__(self, left: list[float], right: list[float], axis: dict[str, Any]) -> None:
        self.left, self.right, self.axis = left, right, axis


def _even_cells(edges: Sequence[float], width: float) -> _Cells:
    """Bars at their own values; those without an end stand apart, one bar wide."""
    left, right = [], []
    for a, b in pairwise(edges):
        if math.isinf(a):
            a, b = b - 1.6 * width, b - 0.6 * width
        elif math.isinf(b):
            a, b = a + 0.6 * width, a + 1.6 * width
        left.append(a)
        right.append(b)
    return _Cells(left, right, {"tickCount": 6, "format": "~s" if max(right) >= 1e4 else "~g"})


def _ranked_cells(edges: Sequence[float]) -> _Cells:
    """Bars of equal width for unequal bins: the axis carries the edges, not a scale."""
    n = len(edges) - 1
    step = max(1, math.ceil(n / 6))
    shown = [i for i in range(0, n + 1, step) if math.isfinite(edges[i])]
    words = "{" + ",".join(f"'{i}':'{edges[i]:.4g}'" for i in shown) + "}[''+datum.value]"
    return _Cells(
        [float(i) for i in range(n)],
        [float(i + 1) for i in range(n)],
        {"values": shown, "labelExpr": words},
    )


def _histogram(cells: _Cells, reference: Sequence[float], current: Sequence[float]) -> Spec:
    rows = [
        {"b": _tidy(a), "b2": _tidy(b), "r": _tidy(r), "c": _tidy(c)}
        for a, b, r, c in zip(cells.left, cells.right, reference, current, strict=True)
    ]
    x = {"field": "b", "type": "quantitative", "title": None, "axis": cells.axis}
    x["scale"] = {"zero": False, "nice": False}
    layers = [
        _bars("reference-fill", "r", x),
        _bars("current-fill", "c", x),
        *_outline(x),
    ]
    data = {"bars": rows, "steps": _steps(rows)}
    return framed(layers, height=HEIGHT, data=data, right=10, top=8)


def _bars(style: str, field: str, x: dict[str, Any]) -> Layer:
    y = _share(field)
    return layer(
        "bars", "rect", style, {"x": x, "x2": {"field": "b2"}, "y": y, "y2": {"datum": 0}}
    )


def _outline(x: dict[str, Any]) -> list[Layer]:
    """The current histogram's upper edge, so that it is seen where the two overlap."""
    at = x | {"field": "x"}
    order = {"field": "i", "type": "quantitative"}
    return [layer("steps", "line", "current", {"x": at, "y": _share("y"), "order": order})]


def _steps(rows: Sequence[Row]) -> list[Row]:
    """Corner points of the outline; it falls to zero between bars that do not touch."""
    points: list[tuple[float, float]] = []
    for row in rows:
        if not points or points[-1][0] != row["b"]:
            points += [(points[-1][0], 0.0)] if points else []
            points.append((row["b"], 0.0))
        points += [(row["b"], row["c"]), (row["b2"], row["c"])]
    if points:
        points.append((points[-1][0], 0.0))
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
    rows = _fewer(list(zip(labels, map(_tidy, reference), map(_tidy, current), strict=True)))
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
    return framed(bars, height=HEIGHT, data=data, left=max(LEFT, NAME_WIDTH), right=14, top=8)


def _fewer(rows: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """Keep the largest; add the rest up. The table beside the chart has them all."""
    if len(rows) <= MOST_BARS:
        return rows
    size = {i: max(r, c) for i, (_, r, c) in enumerate(rows)}
    kept = set(sorted(size, key=lambda i: -size[i])[: MOST_BARS - 1])
    rest = [row for i, row in enumerate(rows) if i not in kept]
    total = (f"{len(rest)} others", sum(r for _, r, _ in rest), sum(c for _, _, c in rest))
    return [row for i, row in enumerate(rows) if i in kept] + [total]


def _tidy(value: float) -> float:
    """Five figures are more than a bar can show; what is not a number is drawn as nothing."""
    return float(f"{value:.5g}") if math.isfinite(value) else 0.0
