"""What time it is: the only place that asks the operating system."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from watchkeeper.errors import ConfigError


class Clock(Protocol):
    """Whatever can say the time."""

    def now(self) -> datetime:
        """Return the current time, in UTC."""
        ...


class SystemClock:
    """The operating system's clock."""

    __slots__ = ()

    def now(self) -> datetime:
        """Return the current time, in UTC."""
        return datetime.now(UTC)


class ReplayClock:
    """A clock that stands still until it is moved: for replays and tests."""

    __slots__ = ("_now",)

    def __init__(self, start: datetime) -> None:
        self._now = aware(start, "start")

    def now(self) -> datetime:
        """Return the time last set, in UTC."""
        return self._now

    def advance(self, to: datetime) -> None:
        """Move to *to*; a replay never runs backwards."""
        to = aware(to, "to")
        if to < self._now:
            raise ConfigError(
                f"a replay clock cannot go back from {self._now.isoformat()} to {to.isoformat()}"
            )
        self._now = to


def aware(moment: datetime, name: str) -> datetime:
    """Return *moment* in UTC; *name* is the argument it was given as.

    Raises:
        ConfigError: it has no zone, and could be any of 24 moments.
    """
    if moment.tzinfo is None:
        raise ConfigError(
            f"{name}: the time {moment.isoformat()} has no zone", hint="add tzinfo=datetime.UTC"
        )
    return moment.astimezone(UTC)
