"""A run that somebody waits for: asked of the evaluator, which knows the streams."""

from __future__ import annotations

import time
from datetime import datetime

import msgspec

from watchkeeper.app.evaluate import RunSummary
from watchkeeper.errors import RunFailed, StoreError
from watchkeeper.model import Level
from watchkeeper.serve.drained import drained
from watchkeeper.store.inbox import Errands
from watchkeeper.store.store import Store

_PATIENCE_S = 600.0
_POLL_S = 0.01


class RunTold(msgspec.Struct):
    """What a run did, from one process to another."""

    windows: int
    levels: dict[str, int]
    failed: dict[str, str]


def judge_now(store: Store, until: datetime | None) -> RunSummary:
    """Bring everything acknowledged so far into the lake, and have it judged.

    Raises:
        RunFailed: a model could not be judged.
        StoreError: nobody writes or judges this workspace.
    """
    drained(store)
    errands = Errands(store.root)
    try:
        told = msgspec.json.decode(_answer(errands, until), type=RunTold)
    finally:
        errands.close()
    if told.failed:
        raise RunFailed(told.failed, windows=told.windows)
    levels = {level: told.levels.get(level.value, 0) for level in Level}
    return RunSummary(windows=told.windows, levels=levels)


def _answer(errands: Errands, until: datetime | None) -> str:
    name = errands.ask(until)
    deadline = time.monotonic() + _PATIENCE_S
    try:
        while (answer := errands.take(name)) is None:
            if time.monotonic() > deadline:
                raise StoreError("the evaluator does not answer", hint="see /readyz and the log")
            time.sleep(_POLL_S)
    finally:
        errands.forget(name)
    return answer
