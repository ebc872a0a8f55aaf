"""Waiting until what was acknowledged is in the lake."""

from __future__ import annotations

import time

from watchkeeper.errors import StoreError
from watchkeeper.store.inbox import Progress
from watchkeeper.store.store import Store

_PATIENCE_S = 60.0
_POLL_S = 0.01


def drained(store: Store) -> None:
    """Wait until everything acknowledged so far is in the lake.

    Raises:
        StoreError: it is not, after a minute.
    """
    progress = Progress(store.root)
    try:
        last = progress.last_kept()
        deadline = time.monotonic() + _PATIENCE_S
        asked = False
        while not progress.is_empty(last):
            if time.monotonic() > deadline:
                raise StoreError("the inbox is not written to the lake", hint="see /readyz")
            if not asked:
                progress.say("flush", last)
                asked = True
            time.sleep(_POLL_S)
    finally:
        progress.close()
