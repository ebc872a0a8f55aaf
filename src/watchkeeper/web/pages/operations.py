"""What serving a model takes: is it fast, does it fail, what does it use?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from watchkeeper.charts.lines_over_time import KEYS, lines_over_time
from watchkeeper.model.figures import PER_CENT, number
from watchkeeper.report.figures import Figure
from watchkeeper.report.page import Charts
from watchkeeper.web.model_frame import model_data, model_frame
from watchkeeper.web.panel import panel
from watchkeeper.web.site import Answer, Asked, Site
from watchkeeper.web.templating import ago
from watchkeeper.web.views.model_view import ModelView, model_view
from watchkeeper.web.views.operations import Operations, operations

WITHIN = ("half within", f"95{PER_CENT} within", f"99{PER_CENT} within")

_LEAST_PROCESSORS = 0.01


def operations_page(site: Site, asked: Asked) -> Answer:
    """Show requests, errors, latency, processor, memory and jobs of a stretch of time."""
    view = model_view(site, asked)
    charts = Charts()
    found = panel("operations", lambda: operations(site, view))
    drawn = panel("charts", lambda: _drawn(view, found.value, charts))
    context = model_frame(site, asked, view, "operations") | {
        "found": found,
        "drawn": drawn,
        "charts": charts.json() if charts.data else "",
    }
    said = model_data(site, view) | {"operations": found.value}
    return Answer(template="operations.html", context=context, data=lambda: said)


def _drawn(view: ModelView, found: Operations | None, charts: Charts) -> list[dict[str, Any]]:
    """Return the charts that there are numbers for."""
    if found is None or len(found.steps) < 2:
        return []
    steps = found.steps
    wanted: list[tuple[str, str, Mapping[str, Sequence[float | None]]]] = [
        (
            f"Requests in {ago(found.width)}",
            "",
            {"requests": [s.requests for s in steps], "errors": [s.errors for s in steps]},
        ),
        (
            "Latency",
            "ms",
            {name: [s.latency[i] for s in steps] for i, name in enumerate(WITHIN)},
        ),
        _processor(found),
        ("Memory", "MB", {"most": [s.memory_mb for s in steps]}),
    ]
    times = [s.start.astimezone(view.zone) for s in steps]
    domain = (times[0], times[-1])
    return [
        {"title": title, "unit": unit, "figure": charts.add(_figure(title, times, lines, domain))}
        for title, unit, lines in wanted
        if any(v for values in lines.values() for v in values)
    ]


def _processor(found: Operations) -> tuple[str, str, Mapping[str, Sequence[float | None]]]:
    """Return how many processors were in use; milliseconds where it was next to none."""
    used = [step.processors for step in found.steps]
    if max((u for u in used if u is not None), default=0.0) >= _LEAST_PROCESSORS:
        return "Processors in use", "", {"processors": used}
    ms = [None if u is None else 1000 * u * found.width.total_seconds() for u in used]
    return f"Processor time in {ago(found.width)}", "ms", {"ms": ms}


def _figure(
    title: str,
    times: Sequence[datetime],
    lines: Mapping[str, Sequence[float | None]],
    domain: tuple[datetime, datetime],
) -> Figure:
    rows = zip(times, *lines.values(), strict=True)
    last = ", ".join(f"{name} {number(values[-1])}" for name, values in lines.items())
    return Figure(
        spec=lines_over_time(times, lines, domain=domain),
        says=f"{title} over {len(times)} stretches of time; the last: {last}",
        key=tuple(zip(KEYS, lines, strict=False)) if len(lines) > 1 else (),
        head=("from", *lines),
        rows=tuple(
            (f"{at:%Y-%m-%d %H:%M} {at.tzname() or ''}", *(number(v) for v in values))
            for at, *values in reversed(list(rows))
        ),
    )
