"""What the log says of an error: where it came up, and nothing of the data."""

from __future__ import annotations

import traceback

import structlog

_log = structlog.get_logger()


def log_failure(what: str, name: str, error: Exception) -> None:
    """Note that *what* (a page, a panel) of that *name* failed.

    Only the type and the places: a message, or the variables of a frame, could hold a value of
    a row.
    """
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('watchkeeper/')[2]}:{frame.lineno}" for frame in frames]
    _log.error(f"{what} failed", name=name, error=type(error).__name__, places=places[-8:])
