"""The process that judges: ``python -m watchkeeper.serve.evaluator_process WORKSPACE``."""

from __future__ import annotations

import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import msgspec

from watchkeeper.app.kept_clock import follow_clock
from watchkeeper.app.workspace import Workspace, open_workspace
from watchkeeper.errors import LeaseHeld, RunFailed, StoreError, WatchkeeperError
from watchkeeper.model import ReplayClock
from watchkeeper.serve.housekeeper import start_housekeeper
from watchkeeper.serve.judge_now import RunTold
from watchkeeper.serve.logs import configure_logs, log
from watchkeeper.serve.messenger import start_messenger
from watchkeeper.serve.stop import stop_when_parent_ends
from watchkeeper.store.inbox import Errands, Progress

LEASE = "evaluator"
_POLL_S = 0.02
_LEAST_PAUSE_S = 1.0
_AT_LEAST_EVERY_S = 30.0
_STANDBY_S = 1.0


def main(arguments: list[str]) -> None:
    """Judge, send messages and keep the workspace tidy, until the server ends."""
    configure_logs("evaluator")
    stop = stop_when_parent_ends()
    messenger = start_messenger(Path(arguments[0]), stop)
    housekeeper = start_housekeeper(Path(arguments[0]), stop)
    with open_workspace(arguments[0]) as workspace:
        while not stop.is_set():
            try:
                with workspace.store.catalog.leases.hold(LEASE, "the evaluator", wait_s=0.0):
                    evaluate_until(stop, workspace)
            except LeaseHeld:
                # Another server judges this workspace.
                stop.wait(_STANDBY_S)
            except StoreError as error:
                # A full disk: what was judged is kept, and the rest is due until there is room.
                log("evaluator_waits", {"reason": error.message})
                stop.wait(_STANDBY_S)
    # One that waits for a receiver is not waited for: what it sends, it may send again.
    messenger.join(_STANDBY_S)
    housekeeper.join(_STANDBY_S)


def evaluate_until(stop: threading.Event, workspace: Workspace) -> None:
    """Judge when asked, when the writer has written, and now and then.

    Where the clock stands still until it is moved, only when asked: whoever moves it also knows
    when all rows of the time before have come.
    """
    progress, errands = Progress(workspace.store.root), Errands(workspace.store.root)
    seen, last = 0.0, 0.0
    try:
        while not stop.is_set():
            follow_clock(workspace.store)
            pending = errands.pending()
            for errand in pending:
                errands.answer(errand.id, _run(workspace, progress, errand.until))
            written, waited = _written_at(progress), time.monotonic() - last
            is_due = (written != seen and waited > _LEAST_PAUSE_S) or waited > _AT_LEAST_EVERY_S
            if is_due and not isinstance(workspace.store.clock, ReplayClock):
                _run(workspace, progress, None)
                seen, last = written, time.monotonic()
            stop.wait(_POLL_S)
    finally:
        errands.close()
        progress.close()


def _written_at(progress: Progress) -> float:
    written = progress.of("writer_success")
    return 0.0 if written is None else written.at


def _run(workspace: Workspace, progress: Progress, until: datetime | None) -> str:
    """Judge; return what was done, as `RunTold`."""
    start = time.perf_counter()
    try:
        summary = workspace.run(until)
    # The next run goes on where this one ended; the server lives on.
    except Exception as error:
        text = error.message if isinstance(error, WatchkeeperError) else type(error).__name__
        progress.say("evaluator", error=text)
        log("run_failed", {"error": type(error).__name__, "reason": text})
        failed = error.failed if isinstance(error, RunFailed) else {"": text}
        windows = error.windows if isinstance(error, RunFailed) else 0
        return _said(RunTold(windows=windows, levels={}, failed=failed))
    progress.say("evaluator")
    progress.say("evaluator_success")
    levels = {str(level): count for level, count in summary.levels.items()}
    if summary.windows:
        progress.say("evaluator_judged")
        facts: dict[str, object] = {"windows": summary.windows}
        facts |= {f"findings_{level}": count for level, count in levels.items()}
        log("judged", facts | {"ms": round(1000 * (time.perf_counter() - start))})
    return _said(RunTold(windows=summary.windows, levels=levels, failed={}))


def _said(told: RunTold) -> str:
    return msgspec.json.encode(told).decode()


if __name__ == "__main__":
    main(sys.argv[1:])
