"""Told to end from outside, the demo ends as it does by itself: what it started is ended too."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: What ends a process in a container, and what a terminal that is closed sends.
SIGNALS = tuple(
    signal.Signals[name] for name in ("SIGTERM", "SIGHUP") if name in signal.Signals.__members__
)


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Leave the block by `SystemExit` on `SIGNALS`, so that what it holds is given back.

    A signal that is ignored (``nohup``) stays so.
    """
    before = {number: signal.getsignal(number) for number in SIGNALS}
    taken = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    for number in taken:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
