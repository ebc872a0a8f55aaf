"""Times of rows in UTC, whatever type they arrive in."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.errors import ConfigError, DataError
from watchkeeper.profile.arrow import chunks, fixed_width, null_mask, plain
from watchkeeper.profile.frame import Frame
from watchkeeper.profile.kernel import NO_HOUR
from watchkeeper.profile.kinds import is_text, type_name

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_US = pa.timestamp("us")
_UTC_US = pa.timestamp("us", "UTC")
_US_PER_HOUR = 3_600_000_000


def utc_microseconds(
    frame: Frame, column: str, tz: str | None = None
) -> tuple[Ints, Bools, str | None]:
    """Return when each row happened.

    Args:
        frame: The rows.
        column: The column of times: timestamps, dates, or text in ISO 8601 (with or without
            a zone, also mixed).
        tz: The time zone of times that carry none. None: they are taken as UTC, and said so.
            A time that the clock repeats is the first of the two, one that it skips the
            moment of the change.

    Returns:
        Microseconds since 1970 in UTC, shape (n,), 0 at nulls; which rows have a time; and
        the notice to print when times without a zone were taken as UTC.

    Raises:
        ConfigError: there is no such column, or no such time zone.
        DataError: the column holds no times, or text that is no time (the first is named).
    """
    zone = _zone(tz)
    data = frame.column(column)
    values = np.zeros(len(data), dtype=np.int64)
    valid = np.ones(len(data), dtype=np.bool_)
    naive = False
    at = 0
    for chunk in chunks(data):
        read, had_naive = _moments(chunk, column, zone)
        here = slice(at, at + len(chunk))
        values[here] = fixed_width(read)
        nulls = null_mask(read)
        if nulls is not None:
            valid[here] = ~nulls
            values[here][nulls] = 0
        naive = naive or had_naive
        at += len(chunk)
    taken = f"column {column!r} has times without a zone: taken as UTC (tz= names another)"
    return values, valid, taken if naive and tz is None else None


def utc_hours(microseconds: Ints, valid: Bools) -> Ints:
    """Return hours since 1970 in UTC for `profile_rows`; `NO_HOUR` for rows without a time."""
    return np.where(valid, microseconds // _US_PER_HOUR, NO_HOUR)


def _zone(tz: str | None) -> str:
    try:
        ZoneInfo(tz or "UTC")
    # A folder of zones, or a name too long for a file, is an error of the file system.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(
            f"no time zone is called {tz!r}", hint='use a name such as "Europe/Berlin"'
        ) from error
    return tz or "UTC"


def _moments(chunk: pa.Array, column: str, zone: str) -> tuple[pa.Array, bool]:
    chunk = plain(chunk)
    if pa.types.is_dictionary(chunk.type):
        chunk = chunk.dictionary_decode()
    values = chunk.type
    if pa.types.is_null(values):
        return chunk.cast(_UTC_US), False
    if is_text(values):
        return _parsed(chunk, column, zone)
    if pa.types.is_date(values):
        return _in_utc(chunk.cast(_US), zone), chunk.null_count < len(chunk)
    if not pa.types.is_timestamp(values):
        raise DataError(
            f"column {column!r} holds no times, but {type_name(values)}",
            hint="convert it to timestamps first",
        )
    naive = values.tz is None
    micro = _cut_to_microseconds(chunk, column, values.tz)
    return (_in_utc(micro, zone), chunk.null_count < len(chunk)) if naive else (micro, False)


def _cut_to_microseconds(chunk: pa.Array, column: str, tz: str | None) -> pa.Array:
    options = pc.CastOptions(pa.timestamp("us", tz), allow_time_truncate=True)
    try:
        return pc.cast(chunk, options=options)
    except pa.ArrowInvalid as error:
        raise DataError(f"column {column!r} has a time beyond the year 290,000: {error}") from error


def _in_utc(naive: pa.Array, zone: str) -> pa.Array:
    if zone == "UTC":
        return naive.cast(_UTC_US)
    return pc.assume_timezone(naive, zone, ambiguous="earliest", nonexistent="latest")


def _parsed(chunk: pa.Array, column: str, zone: str) -> tuple[pa.Array, bool]:
    for target, naive in ((_UTC_US, False), (_US, True)):
        try:
            read = chunk.cast(target)
        except pa.ArrowInvalid:
            continue
        return (_in_utc(read, zone), chunk.null_count < len(chunk)) if naive else (read, naive)
    entries = chunk.dictionary_encode()
    moments = [_parse(text, column) for text in entries.dictionary.to_pylist()]
    aware = pa.array([m if m.tzinfo else None for m in moments], type=_UTC_US)
    naive = pa.array([None if m.tzinfo else m for m in moments], type=_US)
    table = pc.coalesce(aware, _in_utc(naive, zone))
    return table.take(entries.indices), naive.null_count < len(naive)


def _parse(text: str, column: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise DataError(
            f"column {column!r}: {text!r} is not a time",
            hint='times as text are read in ISO 8601, such as "2024-06-01T12:30:00Z"',
        ) from error
