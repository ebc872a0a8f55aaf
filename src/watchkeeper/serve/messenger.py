"""Messages about incidents are sent beside everything else: a slow receiver holds up nobody."""

from __future__ import annotations

import threading
from pathlib import Path

from watchkeeper.app.kept_clock import follow_clock
from watchkeeper.app.notify import LEASE
from watchkeeper.app.workspace import Workspace, open_workspace
from watchkeeper.errors import LeaseHeld
from watchkeeper.serve.logs import log

_EVERY_S = 1.0


def start_messenger(folder: Path, stop: threading.Event) -> threading.Thread:
    """Send the messages of the workspace in *folder* until *stop* is set, in a thread.

    It holds the lease of those who send all the time: whoever has a message to send meanwhile,
    a run or a page, leaves it to this thread and goes on.
    """
    thread = threading.Thread(target=_run, args=(folder, stop), name="messages", daemon=True)
    thread.start()
    return thread


def _run(folder: Path, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            # A workspace of its own: within one, threads wait for each other's leases.
            with open_workspace(folder) as workspace:
                _send_in_turn(stop, workspace)
        # What is wrong now may pass.
        except Exception as error:
            log("messages_failed", {"error": type(error).__name__})
            stop.wait(_EVERY_S)


def _send_in_turn(stop: threading.Event, workspace: Workspace) -> None:
    while not stop.is_set():
        try:
            with workspace.store.catalog.leases.hold(LEASE, "the messenger", wait_s=0.0):
                send_until(stop, workspace)
        except LeaseHeld:
            # Another server sends them, or a program that was quicker.
            stop.wait(_EVERY_S)


def send_until(stop: threading.Event, workspace: Workspace) -> None:
    """Send what is due, again and again."""
    while not stop.is_set():
        try:
            follow_clock(workspace.store)
            for attempt in workspace.desk.send():
                facts = {"channel": attempt.channel, "fate": attempt.fate}
                log("message", facts | {"detail": attempt.detail})
        # What is wrong now may pass: messages wait in the outbox meanwhile.
        except Exception as error:
            log("messages_failed", {"error": type(error).__name__})
        stop.wait(_EVERY_S)
