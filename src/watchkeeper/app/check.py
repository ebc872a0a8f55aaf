"""Check rows against a reference, at once and without a workspace."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from watchkeeper.app.check_rows import check_rows, check_so_many
from watchkeeper.app.check_sides import two_sides
from watchkeeper.app.check_windows import check_windows
from watchkeeper.app.checked import Checked, together
from watchkeeper.errors import ConfigError
from watchkeeper.model import Every, Roles


def check_frames(
    current: Any,
    reference: Any,
    roles: Roles | None,
    *,
    split: str | datetime | None = None,
    every: str | int | None = None,
    tz: str | None = None,
    false_alarms_per_week: float = 1.0,
) -> Checked:
    """Compare *current* with *reference*; `watchkeeper.check` explains the arguments."""
    grid = None
    if isinstance(every, str):
        grid = Every.parse(every, timezone=tz or "UTC").require_whole_hours()
    frame, baseline = two_sides(current, reference, roles, split, tz)
    if grid is not None:
        timestamp = baseline.roles.timestamp
        if timestamp is None:
            raise ConfigError(f"every={every!r} needs the column of times", hint="give timestamp=")
        return check_windows(frame, baseline, timestamp, grid, tz, false_alarms_per_week)
    if isinstance(every, str) or every is None:
        return check_rows(frame, baseline, tz)
    return together(check_so_many(frame, baseline, every, tz))
