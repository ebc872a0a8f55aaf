"""Does the clock agree with what was written under it?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from watchkeeper.app.doctor.check import Check
from watchkeeper.model import Clock, Level, ReplayClock

_TOLERANCE = timedelta(minutes=2)


def clock_agrees(workspace: Path, clock: Clock) -> Iterator[Check]:
    """Yield whether any file of *workspace* was written later than now."""
    now = clock.now()
    if isinstance(clock, ReplayClock):  # it lives in the past, its files do not
        yield Check(name="clock", level=Level.OK, text=f"{now:%Y-%m-%d %H:%M} UTC, a replay")
        return
    times = [path.stat().st_mtime for path in workspace.glob("*")]
    newest = datetime.fromtimestamp(max(times), UTC) if times else now
    if newest > now + _TOLERANCE:
        yield Check(
            name="clock",
            level=Level.WARNING,
            text=f"it is {now:%Y-%m-%d %H:%M} UTC, but a file is from {newest:%Y-%m-%d %H:%M} UTC",
            action="set the clock; windows become due by it",
        )
        return
    yield Check(name="clock", level=Level.OK, text=f"{now:%Y-%m-%d %H:%M} UTC")
