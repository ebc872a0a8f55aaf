"""The process that writes: ``python -m watchkeeper.serve.writer_process WORKSPACE``."""

from __future__ import annotations

import math
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from watchkeeper.app.ingest.writer import Writer
from watchkeeper.app.kept_clock import follow_clock, take_up_clock
from watchkeeper.errors import LeaseHeld, StoreError
from watchkeeper.serve.logs import configure_logs, log
from watchkeeper.serve.stop import stop_when_parent_ends
from watchkeeper.store.store import Store

LEASE = "inbox"
_POLL_S = 0.01
_AFTER_TROUBLE_S = 1.0
_SAID_EVERY_S = 5.0
_STANDBY_S = 1.0


def main(arguments: list[str]) -> None:
    """Write until the server ends."""
    configure_logs("writer")
    stop = stop_when_parent_ends()
    with Store.open(arguments[0]) as store:
        take_up_clock(store)
        told = False
        while True:
            # Asked to end, it still brings what is there into the lake, if nobody else does.
            try:
                with store.catalog.leases.hold(LEASE, "the writer", wait_s=0.0):
                    log("writer_started", {})
                    write_until(stop, store)
            except LeaseHeld as error:
                # Another server's writer takes this server's requests along.
                if not told:
                    log("writer_stands_by", {"reason": error.message})
                told = True
                stop.wait(_STANDBY_S)
            except StoreError as error:
                # A full disk: not even the lease can be written.
                log("writer_waits", {"reason": error.message})
                stop.wait(_STANDBY_S)
            if stop.is_set():
                return


def write_until(stop: threading.Event, store: Store) -> None:
    """Write what comes until *stop* is set, then what is left."""
    writer = Writer(store, log=log)
    try:
        while not stop.is_set():
            with _patience(writer, stop):
                _write_what_comes(stop, store, writer)
        with _patience(writer, stop):
            _write_the_rest(writer)
    finally:
        writer.close()


@contextmanager
def _patience(writer: Writer, stop: threading.Event) -> Iterator[None]:
    """Wait a little where not even the inbox can be written: on a full disk nothing is lost."""
    try:
        yield
    except StoreError as error:
        writer.waits(error)
        stop.wait(_AFTER_TROUBLE_S)


def _write_what_comes(stop: threading.Event, store: Store, writer: Writer) -> None:
    said, again_at = 0.0, time.monotonic()
    while not stop.is_set():
        now = time.monotonic()
        if writer.is_due() or now >= again_at:
            follow_clock(store)
            done = writer.round()
            _tell(done.written, done.set_aside)
            # What could not be written is tried again, also when nothing new comes.
            again_at = now + (_AFTER_TROUBLE_S if done.waiting else math.inf)
        if now - said > _SAID_EVERY_S:
            writer.still_here()
            said = now
        stop.wait(_POLL_S)


def _write_the_rest(writer: Writer) -> None:
    while writer.has_work():
        done = writer.round()
        _tell(done.written, done.set_aside)
        if not done.did_something:
            break


def _tell(written: dict[tuple[str, str], int], set_aside: int) -> None:
    for (model, kind), rows in written.items():
        log("written", {"model": model, "kind": kind, "rows": rows})
    if set_aside:
        log("set_aside", {"requests": set_aside})


if __name__ == "__main__":
    main(sys.argv[1:])
