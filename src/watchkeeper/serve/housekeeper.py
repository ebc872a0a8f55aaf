"""Once a day a running service removes what nobody needs any more."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

from watchkeeper.app.upkeep import done_at, upkeep
from watchkeeper.app.workspace import open_workspace
from watchkeeper.errors import LeaseHeld
from watchkeeper.model import SystemClock
from watchkeeper.serve.logs import log
from watchkeeper.store.store import Store

_LOOK_EVERY_S = 600.0
_EVERY = timedelta(days=1)


def start_housekeeper(folder: Path, stop: threading.Event) -> threading.Thread:
    """Do the upkeep of the workspace in *folder* when it is due, in a thread, until *stop*."""
    thread = threading.Thread(target=_run, args=(folder, stop), name="upkeep", daemon=True)
    thread.start()
    return thread


def _run(folder: Path, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            # A workspace of its own: within one, threads wait for each other's leases.
            with open_workspace(folder) as workspace:
                _do_if_due(workspace.store)
        except LeaseHeld:
            # Another server does it, or somebody by hand.
            pass
        # What is wrong now may pass; the server lives on.
        except Exception as error:
            log("upkeep_failed", {"error": type(error).__name__})
        stop.wait(_LOOK_EVERY_S)


def _do_if_due(store: Store) -> None:
    last = done_at(store)
    # A clock that was set back does not stop it.
    if last is not None and timedelta() <= SystemClock().now() - last < _EVERY:
        return
    done = upkeep(store, wait_s=0.0)
    facts: dict[str, object] = {"files": done.files, "bytes": done.size}
    facts |= {"sessions": done.sessions, "messages": done.messages, "answers": done.answers}
    log("upkeep", facts)
    for error in done.errors:
        log("upkeep_incomplete", {"reason": error})
