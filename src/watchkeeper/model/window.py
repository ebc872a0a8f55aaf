"""Stretches of time, cut on the local calendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from watchkeeper.errors import ConfigError

Unit = Literal["hour", "day", "week"]
_UNITS: dict[str, Unit] = {"h": "hour", "d": "day", "w": "week"}
_HOUR = timedelta(hours=1)
_A_YEAR = tuple(datetime(2024, month, 1, tzinfo=UTC) for month in range(1, 13))


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A half-open stretch ``[start, end)`` in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None or self.end <= self.start:
            raise ConfigError(
                f"a window needs two times with zones, the first before the second, "
                f"got {self.start.isoformat()} and {self.end.isoformat()}"
            )


@dataclass(frozen=True, slots=True)
class Every:
    """A grid of windows: hours, local days or local weeks (from Monday)."""

    unit: Unit
    timezone: str = "UTC"

    @classmethod
    def parse(cls, text: str, *, timezone: str = "UTC") -> Every:
        """Read ``"1h"``, ``"1d"`` or ``"1w"``."""
        match = re.fullmatch(r"1?\s*([hdw])", text.strip().lower())
        if not match:
            raise ConfigError(f"every={text!r} is not a window", hint='use "1h", "1d" or "1w"')
        return cls(_UNITS[match[1]], _known_zone(timezone))

    @property
    def per_week(self) -> float:
        """Return how many windows a week has."""
        return {"hour": 168.0, "day": 7.0, "week": 1.0}[self.unit]

    def require_whole_hours(self) -> Every:
        """Return this grid if its windows can be put together from hours of UTC.

        Raises:
            ConfigError: the zone is not whole hours from UTC (by the rules of 2024).
        """
        if self.unit == "hour":
            return self
        offsets = [moment.astimezone(ZoneInfo(self.timezone)).utcoffset() for moment in _A_YEAR]
        if any(offset is not None and offset % _HOUR for offset in offsets):
            raise ConfigError(
                f"days of {self.timezone!r} do not begin on a full hour of UTC, "
                f"and rows are counted by such hours",
                hint='use tz="UTC" (in a workspace timezone="UTC"): its days work everywhere',
            )
        return self

    def containing(self, moment: datetime) -> Window:
        """Return the window that holds *moment*."""
        local = moment.astimezone(ZoneInfo(self.timezone))
        if self.unit == "hour":
            start = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
            return Window(start, start + _HOUR)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        days = 1
        if self.unit == "week":
            midnight, days = midnight - timedelta(days=local.weekday()), 7
        # Wall-clock arithmetic: a local day of the clock change has 23 or 25 hours.
        return Window(midnight.astimezone(UTC), (midnight + timedelta(days=days)).astimezone(UTC))

    def between(self, start: datetime, end: datetime) -> Iterator[Window]:
        """Yield the windows that touch ``[start, end)``, in order."""
        window = self.containing(start)
        while window.start < end:
            yield window
            window = self.containing(window.end)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    # A folder of zones, or a name too long for a file, is an error of the file system.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(
            f"no time zone is called {name!r}", hint='use a name such as "Europe/Berlin"'
        ) from error
    return name
