"""What serving a model took: requests, errors, latency, processor, memory and jobs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.store.lake.schemas import OPERATIONS
from watchkeeper.web.site import Site
from watchkeeper.web.span import Span
from watchkeeper.web.views.cache import mark
from watchkeeper.web.views.model_view import ModelView

MOST_READ = 2_000_000
MOST_STEPS = 120
MOST_JOBS = 20
QUANTILES = (0.5, 0.95, 0.99)
_STEPS = tuple(
    timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 1_440, 10_080, 40_320, 403_200)
)
_JOBS = ("training", "pipeline")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stretch of time: requests, errors, latencies in ms, processors used, memory in MB."""

    start: datetime
    requests: int
    errors: int
    latency: tuple[float | None, ...]
    processors: float | None
    memory_mb: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """All requests of one name."""

    name: str
    requests: int
    errors: int
    worst_error: str
    latency: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A training or a pipeline that ran."""

    at: datetime
    kind: str
    name: str
    status: str
    error: str
    took: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """A stretch of operations; ``cut`` says that earlier ones were too many to be read."""

    width: timedelta
    steps: tuple[Step, ...]
    routes: tuple[Route, ...]
    jobs: tuple[Job, ...]
    first: datetime
    cut: bool

    @property
    def requests(self) -> int:
        """Return how many requests there were."""
        return sum(route.requests for route in self.routes)

    @property
    def errors(self) -> int:
        """Return how many of them failed."""
        return sum(route.errors for route in self.routes)


def operations(site: Site, view: ModelView) -> Operations | None:
    """Return what serving took in the span of *view*; None where nothing is recorded in it."""
    span, model = view.span, view.model.name
    seen = (mark(site.workspace.store, model, OPERATIONS), span.query, _to_minute(span.end))
    return site.cache.get(("operations", model), seen, lambda: _read(site, model, span, view.zone))


def _to_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _read(site: Site, model: str, span: Span, zone: tzinfo) -> Operations | None:
    start, cut = _readable(site, model, span)
    rows = site.workspace.operations(model, start, span.end)
    if not rows.num_rows:
        return None
    first = pc.min(rows["timestamp"]).as_py()
    width = _width(span.end - (start or first))
    edges = _edges(first, span.end, width, zone)
    request = rows.filter(pc.field("kind") == "request")
    interval = rows.filter(pc.field("kind") == "interval")
    return Operations(
        width=width,
        steps=tuple(_steps(request, interval, width, edges)),
        routes=tuple(sorted(_routes(request), key=lambda r: (-r.errors, -r.requests))),
        jobs=tuple(_jobs(rows.filter(pc.is_in(pc.field("kind"), pa.array(_JOBS))))),
        first=first,
        cut=cut,
    )


def _readable(site: Site, model: str, span: Span) -> tuple[datetime | None, bool]:
    """Return from when on the operations are few enough, and whether that cuts the span."""
    table = site.workspace.store.table(model, OPERATIONS)
    files = table.snapshot().files if table.exists() else ()
    by_day: dict[date, int] = {}
    for file in files:
        if file.day is not None and file.day <= span.end.astimezone(UTC).date():
            by_day[file.day] = by_day.get(file.day, 0) + file.rows
    total, last = 0, None
    for day in sorted(by_day, reverse=True):
        total += by_day[day]
        if total > MOST_READ and last is not None:
            cut = datetime.combine(last, time(), UTC)
            return (cut, True) if span.start is None or span.start < cut else (span.start, False)
        last = day
    return span.start, False


def _width(length: timedelta) -> timedelta:
    return next((step for step in _STEPS if length / step <= MOST_STEPS), _STEPS[-1])


def _edges(first: datetime, end: datetime, width: timedelta, zone: tzinfo) -> list[datetime]:
    """Return where steps begin: days at midnight where the model is, however long they are."""
    if width < _DAY:
        into = (first - datetime.fromtimestamp(0, UTC)) % width
        start = first - into
        return [start + i * width for i in range((end - start) // width + 1)]
    start_day = first.astimezone(zone).date()
    days = range(0, (end.astimezone(zone).date() - start_day).days + 1, width // _DAY)
    return [datetime.combine(start_day + i * _DAY, time(), zone).astimezone(UTC) for i in days]


def _steps(
    request: pa.Table, interval: pa.Table, width: timedelta, edges: Sequence[datetime]
) -> Iterator[Step]:
    asked, used = _groups(request, edges), _groups(interval, edges)
    for place in sorted({*asked, *used}):
        rows, spent = asked.get(place), used.get(place)
        yield Step(
            start=edges[place],
            requests=rows.num_rows if rows is not None else 0,
            errors=_errors(rows) if rows is not None else 0,
            latency=_quantiles(rows) if rows is not None else (None,) * len(QUANTILES),
            processors=_processors(spent, width) if spent is not None else None,
            memory_mb=pc.max(spent["memory_mb"]).as_py() if spent is not None else None,
        )


def _groups(rows: pa.Table, edges: Sequence[datetime]) -> dict[int, pa.Table]:
    """Return the rows of each step that begins at one of *edges*; they come in order of time."""
    micros = rows["timestamp"].cast(pa.int64()).to_numpy()
    begins = pa.array(edges, pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy()
    step = np.searchsorted(begins, micros, side="right") - 1
    places, starts = np.unique(step, return_index=True)
    ends = [*starts[1:], rows.num_rows]
    return {
        int(place): rows.slice(int(start), int(end) - int(start))
        for place, start, end in zip(places, starts, ends, strict=True)
    }


def _processors(rows: pa.Table, width: timedelta) -> float | None:
    spent = pc.sum(rows["cpu_s"]).as_py()
    return spent / width.total_seconds() if spent is not None else None


def _errors(rows: pa.Table) -> int:
    return int(pc.sum(pc.equal(rows["status"], "error")).as_py() or 0)


def _quantiles(rows: pa.Table) -> tuple[float | None, ...]:
    known = rows["latency_ms"].drop_null()
    if not len(known):
        return (None,) * len(QUANTILES)
    return tuple(pc.quantile(known, q=list(QUANTILES)).to_pylist())


def _routes(request: pa.Table) -> Iterator[Route]:
    names = pc.fill_null(request["name"], "")
    for name in names.unique().to_pylist():
        rows = request.filter(pc.equal(names, name))
        failed = rows.filter(pc.equal(rows["status"], "error"))["error"].drop_null()
        kinds: Sequence[dict[str, object]] = failed.value_counts().to_pylist()
        most = max(kinds, key=lambda k: int(str(k["counts"])), default=None)
        yield Route(
            name=name,
            requests=rows.num_rows,
            errors=_errors(rows),
            worst_error=str(most["values"]) if most is not None else "",
            latency=_quantiles(rows),
        )


def _jobs(rows: pa.Table) -> Iterator[Job]:
    newest = rows.slice(max(0, rows.num_rows - MOST_JOBS))
    for row in reversed(newest.to_pylist()):
        took = row["latency_ms"]
        yield Job(
            at=row["timestamp"],
            kind=row["kind"],
            name=row["name"] or "",
            status=row["status"],
            error=row["error"] or "",
            took=timedelta(milliseconds=took) if took is not None else None,
        )
