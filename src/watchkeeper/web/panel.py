"""One part of a page: when it cannot be made, the rest of the page still is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from watchkeeper.web.failure import log_failure

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Panel(Generic[T]):
    """What a part of a page shows, or why it cannot; then ``value`` is None."""

    value: T | None
    error: str = ""


def panel(name: str, make: Callable[[], T]) -> Panel[T]:
    """Return what *make* returns, or the reason why it failed."""
    try:
        return Panel(make())
    except Exception as error:
        log_failure("panel", name, error)
        return Panel(None, f"{name} could not be made ({type(error).__name__}); the log says more.")
