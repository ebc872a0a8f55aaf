"""Small drawings inside tables: strings of SVG, because hundreds must cost nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup, escape

from watchkeeper.model import MetricValue
from watchkeeper.model.figures import number
from watchkeeper.report.wording import name_of

WIDTH, HEIGHT, EDGE = 120, 28, 3


def sparkline(points: Sequence[MetricValue], limit: float | None, metric: str) -> Markup:
    """Return a line over windows with its interval band and limit; gaps stay gaps."""
    known = [p for p in points if _finite(p.value)]
    if len(known) < 2:
        return Markup("")
    values = [v for p in known for v in (p.value,) if v is not None]
    shown = [*values, *([limit] if _finite(limit) and limit is not None else [])]
    low, high = min(shown), max(shown)
    step = (WIDTH - 2 * EDGE) / max(len(points) - 1, 1)

    def y(value: float) -> float:
        at = (high - value) / (high - low) if high > low else 0.5
        return round(EDGE + min(max(at, 0.0), 1.0) * (HEIGHT - 2 * EDGE), 1)

    runs = _runs(points)
    lines = "".join(
        f'<polyline class="l" points="{_path([(EDGE + i * step, y(v)) for i, v, _, _ in run])}"/>'
        for run in runs
    )
    bands = "".join(
        '<polygon class="b" points="'
        + _path([(EDGE + i * step, y(hi)) for i, _, _, hi in run])
        + " "
        + _path([(EDGE + i * step, y(lo)) for i, _, lo, _ in reversed(run)])
        + '"/>'
        for run in runs
        if len(run) > 1
    )
    rule = (
        f'<line class="li" x1="0" x2="{WIDTH}" y1="{y(limit)}" y2="{y(limit)}"/>'
        if limit is not None and _finite(limit)
        else ""
    )
    last_at, last = runs[-1][-1][0], runs[-1][-1][1]
    dot = f'<circle cx="{round(EDGE + last_at * step, 1)}" cy="{y(last)}" r="2.2"/>'
    says = escape(f"{name_of(metric)} over {len(points)} weeks, last {number(last)}")
    return Markup(  # noqa: S704  numbers, and one escaped text
        f'<svg class="spark" width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{says}">'
        f"{bands}{rule}{lines}{dot}</svg>"
    )


def ticks(days: Sequence[str]) -> Markup:
    """Return one small bar a day, taller where something was beyond its limit."""
    if not days:
        return Markup("")
    bars = "".join(
        f'<rect x="{i * 4}" y="{2 if kind else 4}" width="3" height="{12 if kind else 8}" rx="1"'
        f'{f""" class="{kind}" """ if kind else ""}/>'
        for i, kind in enumerate(days)
    )
    loud = sum(bool(kind) for kind in days)
    says = f"{loud} of {len(days)} days with something beyond its limit"
    return Markup(  # noqa: S704  numbers only
        f'<svg class="tick" viewBox="0 0 {len(days) * 4} 16" preserveAspectRatio="none" '
        f'width="{len(days) * 4}" height="16" role="img" aria-label="{says}">'
        f"{bars}</svg>"
    )


_Run = list[tuple[int, float, float, float]]


def _runs(points: Sequence[MetricValue]) -> list[_Run]:
    """Return stretches of known points: place, value, lower and upper end."""
    runs: list[_Run] = [[]]
    for i, point in enumerate(points):
        if point.value is not None and math.isfinite(point.value):
            low = point.lower if point.lower is not None else point.value
            high = point.upper if point.upper is not None else point.value
            runs[-1].append((i, point.value, low, high))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _path(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{round(x, 1)},{y}" for x, y in places)


def _finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)
