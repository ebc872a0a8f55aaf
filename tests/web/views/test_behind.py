"""Work that no page waits for."""

from __future__ import annotations

import threading

from watchkeeper.web.views.behind import Behind


def test_every_piece_is_done_whatever_one_of_them_does() -> None:
    """A piece that fails does not stop the others."""
    behind, done = Behind(), []

    behind.ask("first", lambda: done.append("first"))
    behind.ask("broken", lambda: 1 / 0)
    behind.ask("last", lambda: done.append("last"))
    behind.wait()

    assert done == ["first", "last"]


def test_what_waits_is_not_done_twice() -> None:
    """Ten visits that ask for the same leave one piece of work."""
    behind, done, go = Behind(), [], threading.Event()

    behind.ask("slow", go.wait)
    for visit in range(10):
        behind.ask("line", lambda visit=visit: done.append(visit))
    go.set()
    behind.wait()

    assert done == [9]
