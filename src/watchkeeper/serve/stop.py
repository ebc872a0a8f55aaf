"""How a process is told that whoever started it has gone: its stdin ends."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable


def when_input_ends(act: Callable[[], None]) -> None:
    """Have *act* called, in a thread, once whoever started this process closes its stdin or dies.

    Even a process that is killed closes what it held: the system does it.
    """

    def wait_for_end() -> None:
        # Not by `sys.stdin`, whose lock this thread would hold when the interpreter ends.
        while os.read(0, 4096):
            pass
        act()

    threading.Thread(target=wait_for_end, name="parent", daemon=True).start()


def stop_when_parent_ends() -> threading.Event:
    """Return an event that is set when the server closes the pipe, or dies, or on SIGTERM.

    Ctrl-C goes to all processes of a terminal at once; only the server acts on it.
    """
    stop = threading.Event()
    when_input_ends(stop.set)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    return stop
