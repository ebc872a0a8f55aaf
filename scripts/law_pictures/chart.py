"""Charts as SVG that is legible on white and on black, by what the reader's system prefers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

WIDTH, HEIGHT = 560, 270
LEFT, RIGHT, TOP, BOTTOM = 58, 14, 46, 42
# The colours of the product's charts: what is drawn, then text, axis and grid.
LIGHT = ("#1d57b0", "#b5520d", "#0b7a6d", "#5d548a", "#62686f", "#c4c4bb", "#ecece7")
DARK = ("#85b4ff", "#f39a54", "#5fc7b6", "#b9aee6", "#a3abb6", "#565b61", "#2f3338")
NAMES = ("c0", "c1", "c2", "c3", "t", "a", "g")


@dataclass(frozen=True, slots=True)
class Line:
    """Points joined by a line; values that are not finite leave a gap."""

    label: str
    x: Sequence[float]
    y: Sequence[float]
    dots: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over a shared axis, with what is stated as a dashed line or a band.

    ``columns`` names the places of a chart of bars: each line is then one bar a place.
    """

    title: str
    x_title: str
    y_title: str
    lines: Sequence[Line]
    stated: float | None = None
    band: tuple[float, float] | None = None
    log_x: bool = False
    log_y: bool = False
    columns: Sequence[str] = field(default=())


def svg(chart: Chart) -> str:
    """Return the chart as the text of an SVG file."""
    y_low, y_high, y_ticks = _y_axis(chart)

    def scale(value: float) -> float:
        return math.log(value) if chart.log_y else value

    def down(value: float) -> float:
        top, bottom = scale(y_high), scale(y_low)
        return TOP + (HEIGHT - TOP - BOTTOM) * (top - scale(value)) / (top - bottom)

    parts = [_head(chart.title), *_legend(chart)]
    for tick in y_ticks:
        parts.append(f'<path class="g" d="M{LEFT} {down(tick):.1f}H{WIDTH - RIGHT}"/>')
        parts.append(_text(LEFT - 7, down(tick) + 4, _number(tick), "end"))
    if chart.band is not None:
        top, bottom = (down(min(max(v, y_low), y_high)) for v in reversed(chart.band))
        parts.append(
            f'<rect class="b" x="{LEFT}" y="{top:.1f}" width="{WIDTH - LEFT - RIGHT}" '
            f'height="{max(bottom - top, 1.0):.1f}"/>'
        )
    if chart.stated is not None:
        parts.append(f'<path class="s" d="M{LEFT} {down(chart.stated):.1f}H{WIDTH - RIGHT}"/>')
    parts += _bars(chart, down) if chart.columns else _lines(chart, down)
    parts.append(f'<path class="a" d="M{LEFT} {HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(_text(middle, HEIGHT - 8, chart.x_title, "middle"))
    return "\n".join([*parts, "</svg>", ""])


def _head(title: str) -> str:
    def rules(colours: Sequence[str]) -> str:
        drawn = "".join(f".{n}{{stroke:{c};fill:{c}}}" for n, c in zip(NAMES, colours, strict=True))
        return f"{drawn}text{{fill:{colours[4]}}}.s{{stroke:{colours[4]}}}.b{{fill:{colours[4]}}}"

    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img">\n<title>{escape(title)}</title>\n<style>'
        "text{font:12px system-ui,sans-serif}path{fill:none!important;stroke-width:1}"
        ".l{stroke-width:2}.s{stroke-dasharray:5 4}.b{opacity:.18}"
        f"{rules(LIGHT)}@media(prefers-color-scheme:dark){{{rules(DARK)}}}</style>"
    )


def _legend(chart: Chart) -> list[str]:
    parts = [_text(LEFT - 50, 14, chart.y_title, "start")]
    at = float(LEFT)
    for place, line in enumerate(chart.lines):
        if not line.label:
            continue
        parts.append(f'<circle class="c{place % 4}" cx="{at + 4:.0f}" cy="30" r="4"/>')
        parts.append(_text(at + 12, 34, line.label, "start"))
        at += 30 + 6.6 * len(line.label)
    return parts


def _lines(chart: Chart, down: object) -> list[str]:
    assert callable(down)
    xs = sorted({x for line in chart.lines for x in line.x})

    def scale(x: float) -> float:
        return math.log(x) if chart.log_x else x

    low, high = scale(xs[0]), scale(xs[-1])

    def right(x: float) -> float:
        return LEFT + 8 + (WIDTH - LEFT - RIGHT - 24) * (scale(x) - low) / (high - low)

    parts = []
    ticks = xs if len(xs) <= 7 else [t for t in nice(xs[0], xs[-1]) if xs[0] <= t <= xs[-1]]
    if chart.log_x and len(xs) > 7:
        ticks = [10.0**k for k in range(-9, 10) if xs[0] <= 10.0**k * 1.0001 and 10.0**k <= xs[-1]]
    for tick in ticks:
        parts.append(f'<path class="a" d="M{right(tick):.1f} {HEIGHT - BOTTOM}v4"/>')
        parts.append(_text(right(tick), HEIGHT - BOTTOM + 17, _number(tick), "middle"))
    for place, line in enumerate(chart.lines):
        points = [(right(x), down(y)) for x, y in zip(line.x, line.y, strict=True)
                  if math.isfinite(y)]  # fmt: skip
        if points:
            way = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            parts.append(f'<path class="c{place % 4} l" d="M{way}"/>')
        if line.dots:
            parts += [
                f'<circle class="c{place % 4}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points
            ]
    return parts


def _bars(chart: Chart, down: object) -> list[str]:
    assert callable(down)
    parts = []
    room = (WIDTH - LEFT - RIGHT) / len(chart.columns)
    width = 0.7 * room / len(chart.lines)
    for column, name in enumerate(chart.columns):
        start = LEFT + room * column + 0.15 * room
        parts.append(_text(start + 0.35 * room, HEIGHT - BOTTOM + 17, name, "middle"))
        for place, line in enumerate(chart.lines):
            top, bottom = down(line.y[column]), down(0.0)
            parts.append(
                f'<rect class="c{place % 4}" x="{start + place * width:.1f}" y="{top:.1f}" '
                f'width="{width - 2:.1f}" height="{max(bottom - top, 0.0):.1f}"/>'
            )
    return parts


def _y_axis(chart: Chart) -> tuple[float, float, list[float]]:
    values = [y for line in chart.lines for y in line.y if math.isfinite(y)]
    values += [chart.stated] if chart.stated is not None else []
    values += list(chart.band or ())
    low, high = min(values, default=0.0), max(values, default=1.0)
    if chart.log_y:
        ticks = [k * 10.0**e for e in range(-6, 8) for k in (1.0, 3.0)]
        ticks = [t for t in ticks if low / 3.3 < t < high * 3.3]
        inside = [t for t in ticks if t <= low], [t for t in ticks if t >= high]
        bottom, top = max(inside[0], default=low), min(inside[1], default=high)
        return bottom, top, [t for t in ticks if bottom <= t <= top]
    if chart.columns or 0.0 <= low < 0.6 * high:
        low = 0.0
    if high == low:
        low, high = low - 1.0, high + 1.0
    ticks = nice(low, high)
    return min(low, ticks[0]), max(high, ticks[-1]), ticks


def nice(low: float, high: float) -> list[float]:
    """Return about five round numbers from at most *low* to at least *high*."""
    raw = (high - low) / 4.0
    unit = 10.0 ** math.floor(math.log10(raw))
    step = min(u for u in (1.0, 2.0, 2.5, 5.0, 10.0) if u * unit >= raw * 0.999) * unit
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [round(k * step, 12) for k in range(first, last + 1)]


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
