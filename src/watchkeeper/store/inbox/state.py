"""What the inbox holds: for the page of the system, and for metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from watchkeeper.model.clock import SystemClock
from watchkeeper.store.inbox.database import clear_errors, connect
from watchkeeper.store.inbox.progress import ProgressOf
from watchkeeper.store.store import INBOX_FILE


@dataclass(frozen=True, slots=True)
class SetAside:
    """A request that could not be written to the lake, and why; its body is kept."""

    id: int
    model: str
    kind: str
    records: int
    received_at: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxState:
    """What waits, how long it has, what was set aside, and what the processes said last."""

    requests: int = 0
    records: int = 0
    waiting_bytes: int = 0
    oldest_s: float = 0.0
    set_aside: tuple[SetAside, ...] = ()
    said: Mapping[str, ProgressOf] = field(default_factory=dict)


def inbox_state(root: Path) -> InboxState:
    """Return what the inbox of the workspace in *root* holds; without one, nothing."""
    if not (root / INBOX_FILE).is_file():
        return InboxState()
    connection = connect(root)
    try:
        with clear_errors():
            requests, records, size, oldest = connection.execute(
                "select count(*), coalesce(sum(records), 0), coalesce(sum(size), 0), min(kept_at)"
                " from inbox"
            ).fetchone()
            aside = connection.execute(
                "select id, model, kind, records, received_at, reason from set_aside order by id"
            ).fetchall()
            said = {
                row[0]: ProgressOf(*row[1:])
                for row in connection.execute("select name, at, value, error from progress")
            }
    finally:
        connection.close()
    now = SystemClock().now().timestamp()
    return InboxState(
        requests=requests,
        records=records,
        waiting_bytes=size,
        oldest_s=0.0 if oldest is None else max(0.0, now - oldest),
        set_aside=tuple(SetAside(*row) for row in aside),
        said=said,
    )
