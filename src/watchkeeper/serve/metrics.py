"""``/metrics``: how the service is, and what the models reached, for Prometheus."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CONTENT_TYPE_LATEST, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from watchkeeper.app.ingest.service_state import worker_in
from watchkeeper.app.ingest.write_answers import AHEAD
from watchkeeper.app.workspace import Workspace
from watchkeeper.model import Finding, Level
from watchkeeper.model.incident import IncidentState
from watchkeeper.serve.counts import Counts
from watchkeeper.store.disk import free_bytes
from watchkeeper.store.inbox import InboxState, inbox_state
from watchkeeper.store.predictions import DUPLICATES, OTHER_DAY, RESCUED

_LABELS = ("model", "version", "environment", "metric")
_SEVERITIES = (Level.WARNING, Level.CRITICAL)
_COUNTERS = (DUPLICATES, RESCUED, OTHER_DAY, AHEAD)


def metrics_route(workspace: Workspace, counts: Counts) -> Route:
    """Return the route; a scrape reads the lake only when something was judged since the last."""
    # Untyped in the library.
    disable_created_metrics()  # type: ignore[no-untyped-call]
    counts.registry.register(_OfService(workspace))
    counts.registry.register(_OfModels(workspace))

    async def metrics(request: Request) -> Response:
        text = await run_in_threadpool(generate_latest, counts.registry)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", metrics)


class _OfService(Collector):
    """Queue, lag and trouble of the processes behind the server."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def describe(self) -> Iterable[Metric]:
        """Return nothing: names are not asked for before the first scrape."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield the state of now."""
        yield from _gauges(inbox_state(self._workspace.path))
        yield from self._clients()
        yield self._incidents()
        yield self._messages()
        yield from self._counters()
        yield from self._disk()

    def _disk(self) -> Iterator[Metric]:
        workspace = self._workspace
        for name, help_, value in (
            (
                "inbox_limit_bytes",
                "So many bytes may be in the inbox.",
                workspace.settings.workspace.inbox_max_bytes,
            ),
            ("disk_free_bytes", "What is free for the workspace.", free_bytes(workspace.path)),
        ):
            yield GaugeMetricFamily(f"watchkeeper_{name}", help_, value=value)

    def _clients(self) -> Iterator[Metric]:
        dropped = CounterMetricFamily(
            "watchkeeper_client_dropped_records",
            "Records that serving processes had to drop.",
            labels=("model",),
        )
        catalog = self._workspace.store.catalog
        for model in self._workspace.models():
            total = sum(client.dropped for client in catalog.clients.of(model.name))
            dropped.add_metric((model.name,), total)
        yield dropped

    def _incidents(self) -> Metric:
        gauge = GaugeMetricFamily(
            "watchkeeper_incidents",
            "Incidents, by state and by the worst level they reached.",
            labels=("state", "severity"),
        )
        found = Counter((i.state, i.level) for i in self._workspace.incidents())
        for state in IncidentState:
            for level in _SEVERITIES:
                gauge.add_metric((state.value, level.value), found[state, level])
        return gauge

    def _messages(self) -> Metric:
        gauge = GaugeMetricFamily(
            "watchkeeper_messages",
            "Messages that were not received: those that are tried again, and the others.",
            labels=("state",),
        )
        desk = self._workspace.desk
        gauge.add_metric(("waiting",), len(desk.waiting()))
        gauge.add_metric(("given_up",), len(desk.given_up()))
        return gauge

    def _counters(self) -> Iterator[Metric]:
        rows = CounterMetricFamily(
            "watchkeeper_rows_noted",
            "Rows that were dropped, rescued, or stand out otherwise.",
            labels=("model", "what"),
        )
        counters = self._workspace.store.catalog.counters
        for model in self._workspace.models():
            for name in _COUNTERS:
                rows.add_metric((model.name, name), counters.total(model.name, name))
        yield rows


class _OfModels(Collector):
    """What each live version reached in the newest window, with its interval."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._judged_at: float | None = None
        self._values: list[tuple[str, Finding]] = []

    def describe(self) -> Iterable[Metric]:
        """Return nothing: names are not asked for before the first scrape."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges; the lake is read again only after something was judged."""
        judged = inbox_state(self._workspace.path).said.get("evaluator_judged")
        with self._lock:
            at = 0.0 if judged is None else judged.at
            if at != self._judged_at:
                self._judged_at, self._values = at, list(self._read())
            values = self._values
        for name, help_, pick in _GAUGES:
            gauge = GaugeMetricFamily(name, help_, labels=_LABELS)
            for model, finding in values:
                value = pick(finding)
                if value is not None:
                    where = (finding.version or "", str(finding.environment or ""))
                    gauge.add_metric((model, *where, finding.subject), value)
            yield gauge

    def _read(self) -> Iterator[tuple[str, Finding]]:
        for model in self._workspace.models():
            newest: dict[tuple[str, str, str], Finding] = {}
            for finding in self._workspace.findings(model.name, monitor="performance"):
                if finding.value is not None:
                    where = (str(finding.version), str(finding.environment), finding.subject)
                    newest[where] = finding
            yield from ((model.name, finding) for finding in newest.values())


_GAUGES: tuple[tuple[str, str, Callable[[Finding], float | None]], ...] = (
    ("watchkeeper_metric_value", "Realised metric of the newest window.", lambda f: f.value),
    ("watchkeeper_metric_ci_low", "Lower end of its 95 % interval.", lambda f: f.lower),
    ("watchkeeper_metric_ci_high", "Upper end of its 95 % interval.", lambda f: f.upper),
    ("watchkeeper_metric_samples", "Rows it was measured on.", lambda f: f.n_current),
    (
        "watchkeeper_metric_window_end_timestamp_seconds",
        "When that window ended.",
        lambda f: None if f.window_end is None else f.window_end.timestamp(),
    ),
)


def _gauges(state: InboxState) -> Iterator[Metric]:
    writer, evaluator = worker_in(state, "writer"), worker_in(state, "evaluator")
    for name, help_, value in (
        ("inbox_rows", "Requests that are not in the lake yet.", state.requests),
        ("inbox_records", "Records in those.", state.records),
        (
            "inbox_bytes",
            "Bytes in those; beyond a limit senders are asked to wait.",
            state.waiting_bytes,
        ),
        ("inbox_oldest_seconds", "How long the oldest has waited.", state.oldest_s),
        (
            "writer_waits",
            "1 while something cannot be written to the lake.",
            float(bool(writer.error)),
        ),
        ("set_aside_requests", "Requests that could not be written.", len(state.set_aside)),
        (
            "writer_last_success_timestamp_seconds",
            "When the writer last had nothing left undone.",
            None if writer.last_success is None else writer.last_success.timestamp(),
        ),
        (
            "evaluator_last_success_timestamp_seconds",
            "When the evaluator last judged all that was due.",
            None if evaluator.last_success is None else evaluator.last_success.timestamp(),
        ),
        ("evaluator_lag_seconds", "How long ago that is.", evaluator.success_s),
    ):
        if value is not None:
            yield GaugeMetricFamily(f"watchkeeper_{name}", help_, value=value)
