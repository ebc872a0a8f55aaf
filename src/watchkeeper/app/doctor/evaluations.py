"""Are windows judged when they are due, and was any given up?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from watchkeeper.app.doctor.check import Check
from watchkeeper.app.doctor.opened import opened
from watchkeeper.app.doctor.patience import patience
from watchkeeper.model import Clock, Level
from watchkeeper.model.figures import count, times
from watchkeeper.store.catalog.evaluations import Evaluation


def evaluations(workspace: Path, clock: Clock) -> Iterator[Check]:
    """Yield how many judgements of each model are done, due or failed, and what is overdue."""
    with opened(workspace, clock) as store:
        if store is None:
            return
        for model in store.catalog.models.all():
            rows = store.catalog.evaluations.of(model.name)
            yield from _failed(model.name, rows)
            yield _progress(model.name, rows, clock.now() - patience(workspace), workspace)


def _failed(model: str, rows: Sequence[Evaluation]) -> Iterator[Check]:
    failed = [row for row in rows if row.state == "failed"]
    if failed:
        last = failed[-1]
        yield Check(
            name="evaluations",
            level=Level.CRITICAL,
            text=f"{model}: {times(len(failed), 'judgement')} given up; the last one, "
            f"{last.monitor} of the window from {_time(last.window_start)}: {last.error}",
            action="remove the cause; new rows or labels of a window make it due again",
        )


def _progress(model: str, rows: Sequence[Evaluation], since: datetime, workspace: Path) -> Check:
    states = Counter(row.state for row in rows)
    text = (
        f"{model}: {count(states['done'])} judgements done, {count(states['due'])} due, "
        f"{count(states['leased'])} at work"
    )
    overdue = [row for row in rows if row.state == "due" and row.window_end < since]
    newest = max((row.window_end for row in rows), default=None)
    action = f"let a scheduler call: watchkeeper run --workspace {workspace}"
    if overdue:
        text += f"; due since the window that ended {_time(overdue[0].window_end)}"
        return Check(name="evaluations", level=Level.WARNING, text=text, action=action)
    if newest is not None and newest < since:
        text += f"; the newest window ended {_time(newest)}"
        return Check(name="evaluations", level=Level.WARNING, text=text, action=action)
    return Check(name="evaluations", level=Level.OK, text=text)


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
