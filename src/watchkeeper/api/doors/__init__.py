"""The doors through which records come in.

They are plain ASGI callables, because a request costs a fifth there of what it costs behind a
framework. To add a door: give the kind of record its types and its writer
(``app/ingest/write_kinds.py``), and name it in ``KINDS`` of `watchkeeper.wire.doors`.
"""

from __future__ import annotations

from starlette.routing import Route

from watchkeeper.api.doors.door import Counted, Door
from watchkeeper.api.doors.openapi import door_paths, door_schemas
from watchkeeper.app.ingest.known import KnownModels
from watchkeeper.store.inbox import GroupCommit
from watchkeeper.store.store import Store
from watchkeeper.wire.doors import KINDS, PREFIX

__all__ = ["Counted", "Door", "door_paths", "door_routes", "door_schemas"]


def door_routes(store: Store, inbox: GroupCommit, *, counted: Counted | None = None) -> list[Route]:
    """Return the routes of every door.

    Args:
        store: The workspace.
        inbox: Where requests are kept.
        counted: Told of each request: model, kind, outcome and number of records.
    """
    known = KnownModels(store)
    return [
        Route(
            f"{PREFIX}/models/{{model}}/{kind}",
            Door(kind, store, known, inbox, counted or _uncounted),
            methods=["POST"],
            name=f"post_{kind}",
        )
        for kind in KINDS
    ]


def _uncounted(model: str, kind: str, outcome: str, records: int) -> None:
    """Count nothing."""
