"""Prediction ids of our own making: they carry the time of the prediction.

A label that comes weeks later, from another process, then still says on which day its prediction
lies, which saves the server a search.
"""

from __future__ import annotations

TAG = "wk-"


def new_id(time_us: int, prefix: str, number: int) -> str:
    """Return the id of a process's record *number*; *prefix* is the process's own.

    *time_us* is 0 when the time of the prediction is not known as a number.
    """
    return f"{TAG}{time_us:x}-{prefix}-{number:x}"


def time_in(prediction_id: str) -> float | None:
    """Return the time in an id of ours, in seconds since 1970; None when it holds none."""
    if not prediction_id.startswith(TAG):
        return None
    try:
        time_us = int(prediction_id[len(TAG) :].partition("-")[0], 16)
    except ValueError:
        return None
    return time_us / 1_000_000 if time_us > 0 else None
