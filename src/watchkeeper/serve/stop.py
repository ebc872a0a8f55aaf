"""How a process behind the server is told to end: its stdin ends."""

from __future__ import annotations

import os
import signal
import threading


def stop_when_parent_ends() -> threading.Event:
    """Return an event that is set when the server closes the pipe, or dies, or on SIGTERM.

    Ctrl-C goes to all processes of a terminal at once; only the server acts on it.
    """
    stop = threading.Event()

    def wait_for_end() -> None:
        # Not by `sys.stdin`, whose lock this thread would hold when the interpreter ends.
        while os.read(0, 4096):
            pass
        stop.set()

    threading.Thread(target=wait_for_end, name="parent", daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    return stop
