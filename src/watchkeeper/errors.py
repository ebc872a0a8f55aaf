"""Every deliberate error. Its text says what, which value, which key; then a hint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches


class WatchkeeperError(Exception):
    """Base of all deliberate errors."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(f"{message}\n  hint: {hint}" if hint else message)
        self.message = message
        self.hint = hint


class ConfigError(WatchkeeperError):
    """A setting, a name or an argument is wrong; nothing was done."""


class DataError(WatchkeeperError):
    """The data handed over cannot be used as asked; nothing was recorded."""


class NotEnoughData(WatchkeeperError):
    """A statistic was asked of fewer rows than it needs; monitors show it as ``unknown``."""


class NotFound(WatchkeeperError):
    """A model, version, baseline or workspace of that name does not exist."""


class Conflict(WatchkeeperError):
    """What is asked contradicts what is already there; nothing was done."""


class StoreError(WatchkeeperError):
    """The workspace could not be read or written; what was acknowledged is still there."""


class DiskError(StoreError):
    """The disk is full or takes no writes; nothing was kept, and it goes on once there is room."""


class NoRoom(StoreError):
    """Too much waits already; nothing was taken, and ``wait_s`` seconds later there may be room."""

    def __init__(self, message: str, *, hint: str = "", wait_s: int = 1) -> None:
        super().__init__(message, hint=hint)
        self.wait_s = wait_s


class RunFailed(StoreError):
    """Some models could not be judged; every other one was.

    ``failed`` says why, by model; ``windows`` is how many windows of the others were judged.
    """

    def __init__(self, failed: Mapping[str, str], *, windows: int) -> None:
        told = "; ".join(f"{model}: {why}" for model, why in failed.items())
        super().__init__(
            f"not judged: {told}", hint="all other models were judged; run again when it is mended"
        )
        self.failed = dict(failed)
        self.windows = windows


class LeaseHeld(StoreError):
    """Another live process holds the lease; wait or stop it."""


def closest(name: str, known: Iterable[str]) -> str:
    """Return the hint for an unknown *name*: the nearest known one, or all of them."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"known: {', '.join(names)}" if names else "none is known"


def unknown_name(kind: str, name: str, known: Iterable[str], *, where: str) -> ConfigError:
    """Build the error for a name that is in no table."""
    return ConfigError(f"{where}: no {kind} is called {name!r}", hint=closest(name, known))
