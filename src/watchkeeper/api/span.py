"""The stretch of time that a caller asks about."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Query

from watchkeeper.api.types import Moment

From = Annotated[
    Moment | None, Query(alias="from", description="Only windows that end after this time.")
]
To = Annotated[
    Moment | None, Query(alias="to", description="Only windows that begin before this time.")
]


def overlaps(
    window_start: datetime | None,
    window_end: datetime | None,
    start: datetime | None,
    end: datetime | None,
) -> bool:
    """Return whether a window lies in ``[start, end)`` at least in part; one without does."""
    if start is not None and window_end is not None and window_end <= start:
        return False
    return end is None or window_start is None or window_start < end
