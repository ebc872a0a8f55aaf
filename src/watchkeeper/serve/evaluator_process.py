"""The process that judges: ``python -m watchkeeper.serve.evaluator_process WORKSPACE``."""

from __future__ import annotations

import sys
import threading
import time

from watchkeeper.app.kept_clock import follow_clock
from watchkeeper.app.workspace import Workspace, open_workspace
from watchkeeper.errors import LeaseHeld, WatchkeeperError
from watchkeeper.serve.logs import configure_logs, log
from watchkeeper.serve.stop import stop_when_parent_ends
from watchkeeper.store.inbox import Progress

LEASE = "evaluator"
_POLL_S = 0.25
_LEAST_PAUSE_S = 1.0
_AT_LEAST_EVERY_S = 30.0
_STANDBY_S = 1.0


def main(arguments: list[str]) -> None:
    """Judge until the server ends."""
    configure_logs("evaluator")
    stop = stop_when_parent_ends()
    with open_workspace(arguments[0]) as workspace:
        while not stop.is_set():
            try:
                with workspace.store.catalog.leases.hold(LEASE, "the evaluator", wait_s=0.0):
                    evaluate_until(stop, workspace)
            except LeaseHeld:
                # Another server judges this workspace.
                stop.wait(_STANDBY_S)


def evaluate_until(stop: threading.Event, workspace: Workspace) -> None:
    """Judge whenever the writer has written or the clock was moved, and now and then."""
    progress = Progress(workspace.store.root)
    seen, last = ("", 0.0), 0.0
    try:
        while not stop.is_set():
            follow_clock(workspace.store)
            now = _state(workspace, progress)
            waited = time.monotonic() - last
            if (now != seen and waited > _LEAST_PAUSE_S) or waited > _AT_LEAST_EVERY_S:
                _run(workspace, progress)
                seen, last = now, time.monotonic()
            stop.wait(_POLL_S)
    finally:
        progress.close()


def _state(workspace: Workspace, progress: Progress) -> tuple[str, float]:
    """Return what changes when there may be something to judge."""
    written = progress.of("writer_success")
    stands = workspace.store.catalog.settings.get("replay_clock") or ""
    return stands, 0.0 if written is None else written.at


def _run(workspace: Workspace, progress: Progress) -> None:
    start = time.perf_counter()
    try:
        summary = workspace.run()
    # The next run goes on where this one ended; the server lives on.
    except Exception as error:
        text = error.message if isinstance(error, WatchkeeperError) else type(error).__name__
        progress.say("evaluator", error=text)
        log("run_failed", {"error": type(error).__name__, "reason": text})
        return
    progress.say("evaluator")
    progress.say("evaluator_success")
    if summary.windows:
        progress.say("evaluator_judged")
        facts: dict[str, object] = {"windows": summary.windows}
        facts |= {f"findings_{level}": count for level, count in summary.levels.items()}
        log("judged", facts | {"ms": round(1000 * (time.perf_counter() - start))})


if __name__ == "__main__":
    main(sys.argv[1:])
