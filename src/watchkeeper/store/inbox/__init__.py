"""The inbox: requests that were acknowledged and are not yet in the lake.

A door keeps a request with `GroupCommit`; the writer takes it out with `Batches`.
"""

from __future__ import annotations

from watchkeeper.store.inbox.aside import aside_body, drop_aside, retry_aside
from watchkeeper.store.inbox.batches import Batch, Batches
from watchkeeper.store.inbox.entry import Entry, Waiting
from watchkeeper.store.inbox.errands import Errand, Errands
from watchkeeper.store.inbox.group_commit import GroupCommit
from watchkeeper.store.inbox.progress import Progress, ProgressOf
from watchkeeper.store.inbox.room import DEFAULT_MOST_BYTES, Room
from watchkeeper.store.inbox.state import InboxState, SetAside, inbox_state

__all__ = [
    "DEFAULT_MOST_BYTES",
    "Batch",
    "Batches",
    "Entry",
    "Errand",
    "Errands",
    "GroupCommit",
    "InboxState",
    "Progress",
    "ProgressOf",
    "Room",
    "SetAside",
    "Waiting",
    "aside_body",
    "drop_aside",
    "inbox_state",
    "retry_aside",
]
