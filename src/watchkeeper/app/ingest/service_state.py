"""How the service is: what waits, how far behind it is, what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata

from watchkeeper import __version__
from watchkeeper.model.clock import SystemClock
from watchkeeper.store.catalog.clients import ServingClient
from watchkeeper.store.disk import free_bytes
from watchkeeper.store.inbox import InboxState, ProgressOf, SetAside, inbox_state
from watchkeeper.store.store import Store

LIBRARIES = ("deltalake", "duckdb", "fastapi", "msgspec", "numpy", "pyarrow", "uvicorn")
_QUIET_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A process behind the server.

    ``heard_s`` and ``success_s`` are seconds since it was last heard of and since it last
    succeeded, None if never; ``error`` is what it is struggling with.
    """

    last_success: datetime | None = None
    success_s: float | None = None
    heard_s: float | None = None
    error: str = ""

    @property
    def is_alive(self) -> bool:
        """Return whether it was heard of a moment ago."""
        return self.heard_s is not None and self.heard_s < _QUIET_S


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceState:
    """What the page of the system shows.

    ``requests`` and ``records`` wait in the inbox, the oldest for ``oldest_s`` seconds, and have
    ``waiting_bytes``; ``free_bytes`` are free on the disk;
    ``set_aside`` could not be written; ``clients`` are the serving processes that had to drop.
    """

    requests: int
    records: int
    waiting_bytes: int
    oldest_s: float
    set_aside: tuple[SetAside, ...]
    writer: Worker
    evaluator: Worker
    clients: tuple[ServingClient, ...]
    free_bytes: int
    versions: Mapping[str, str] = field(default_factory=dict)


def service_state(store: Store) -> ServiceState:
    """Return how the service of the workspace *store* is, whether it runs or not."""
    inbox = inbox_state(store.root)
    models = store.catalog.models.all()
    clients = [client for model in models for client in store.catalog.clients.of(model.name)]
    return ServiceState(
        requests=inbox.requests,
        records=inbox.records,
        waiting_bytes=inbox.waiting_bytes,
        free_bytes=free_bytes(store.root),
        oldest_s=inbox.oldest_s,
        set_aside=inbox.set_aside,
        writer=worker_in(inbox, "writer"),
        evaluator=worker_in(inbox, "evaluator"),
        clients=tuple(client for client in clients if client.dropped),
        versions={"watchkeeper": __version__} | {n: metadata.version(n) for n in LIBRARIES},
    )


def worker_in(inbox: InboxState, name: str) -> Worker:
    """Return how the process *name* is, by what it said in the inbox."""
    return worker(inbox.said.get(name), inbox.said.get(f"{name}_success"))


def worker(heard: ProgressOf | None, success: ProgressOf | None = None) -> Worker:
    """Return how a process is that said *heard* last, and *success* when it last succeeded."""
    now = SystemClock().now().timestamp()
    return Worker(
        last_success=None if success is None else datetime.fromtimestamp(success.at, UTC),
        success_s=None if success is None else max(0.0, now - success.at),
        heard_s=None if heard is None else max(0.0, now - heard.at),
        error="" if heard is None else heard.error,
    )
