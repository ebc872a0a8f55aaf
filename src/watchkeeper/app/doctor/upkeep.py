"""Do files that nobody needs fill the disk?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from watchkeeper.app.doctor.check import Check
from watchkeeper.app.doctor.opened import opened
from watchkeeper.app.sweep import sweep
from watchkeeper.app.upkeep import KEEP, done_at
from watchkeeper.model import Clock, Level, SystemClock
from watchkeeper.model.figures import times

# A running service does it once a day.
_LATE = timedelta(days=2)


def upkeep(workspace: Path, clock: Clock) -> Iterator[Check]:
    """Yield how many files can go, and whether anybody removes them; by the system's clock."""
    with opened(workspace, clock) as store:
        if store is None:
            return
        last = done_at(store)
        now = SystemClock().now()
        late = [one for one in sweep(store, before=now - KEEP - _LATE, dry_run=True) if one.files]
    said = "never" if last is None else f"{last:%Y-%m-%d %H:%M} UTC"
    if not late:
        text = f"no file is left over; last done: {said}"
        yield Check(name="upkeep", level=Level.OK, text=text)
        return
    files, size = sum(one.files for one in late), sum(one.size for one in late)
    tables = ", ".join(f"{one.model}/{one.table}" for one in late)
    yield Check(
        name="upkeep",
        level=Level.WARNING,
        text=f"{times(files, 'file')} of {tables}, {size / 1e6:.1f} MB, nobody needs; "
        f"last done: {said}",
        action=f"let a scheduler call: watchkeeper upkeep --workspace {workspace}",
    )
