"""What the server counts of itself, since its start."""

from __future__ import annotations

from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Histogram

_REMEMBERED = 10_000
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Counts:
    """Counters of requests and records, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._events = Counter(
            "watchkeeper_ingest_events",
            "Records that came to a door, by what became of them.",
            ("model", "kind", "outcome"),
            registry=self.registry,
        )
        self._requests = Counter(
            "watchkeeper_http_requests",
            "Requests, by route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "watchkeeper_http_request_seconds",
            "How long requests took.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )

        # A look-up by label values costs more than all else here: each is made once.
        self._of_records = lru_cache(_REMEMBERED)(self._events.labels)
        self._of_requests = lru_cache(_REMEMBERED)(self._requests.labels)
        self._of_seconds = lru_cache(_REMEMBERED)(self._seconds.labels)

    def records(self, model: str, kind: str, outcome: str, count: int) -> None:
        """Count records of one request."""
        self._of_records(model, kind, outcome).inc(count)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._of_requests(method, route, status).inc()
        self._of_seconds(route).observe(seconds)
