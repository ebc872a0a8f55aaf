"""What time it is in serving code: the only place of the SDK that asks the operating system."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def now_us() -> int:
    """Return the microseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1000


def as_us(moment: object) -> int | None:
    """Return a datetime or a number of seconds in microseconds since 1970; None for others.

    A datetime without a zone is taken as UTC.
    """
    if isinstance(moment, datetime):
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return int((aware - EPOCH) // MICROSECOND)
    if isinstance(moment, (int, float)):
        return round(moment * 1_000_000)
    return None
