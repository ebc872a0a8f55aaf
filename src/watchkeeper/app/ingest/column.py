"""A list of JSON values as a column of a type; what does not fit is told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

TIMESTAMP = pa.timestamp("us", "UTC")
_NONE = type(None)
_LARGEST = 2**63

Misfit = tuple[int, Any]
"""A row and the value that found no place there."""


def column(values: Sequence[Any], kind: pa.DataType) -> tuple[pa.Array, list[Misfit]]:
    """Return *values* as an array of type *kind*, and the values that are none, with their rows.

    A value fits when nothing is lost: ``1`` is the double 1.0, ``2**53 + 1`` is none, a text is
    no number and a truth value is neither. A moment may be ISO 8601 text with a zone, a day
    ISO 8601 text.
    """
    exact = _EXACT.get(kind)
    if exact is not None and {*map(type, values)} <= exact:
        return pa.array(values, kind), []
    fit = _as_decimal if pa.types.is_decimal(kind) else _FITS[kind]
    fitted: list[Any] = [None] * len(values)
    misfits: list[Misfit] = []
    for row, value in enumerate(values):
        if value is None:
            continue
        fitted[row] = fit(value)
        if fitted[row] is None:
            misfits.append((row, value))
    if pa.types.is_decimal(kind):
        return _decimals(fitted, kind, misfits)
    return pa.array(fitted, kind), misfits


def times(values: Sequence[datetime | float | None]) -> tuple[pa.Array, list[Misfit]]:
    """Return moments (with their zone, or in seconds of the epoch) as a column in UTC."""
    return column(values, TIMESTAMP)


def _as_double(value: Any) -> float | None:
    if type(value) is float:
        return value
    if type(value) is not int:
        return None
    try:
        return float(value) if int(float(value)) == value else None
    except OverflowError:
        return None


def _as_integer(value: Any) -> int | None:
    if type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) is int and -_LARGEST <= value < _LARGEST else None


def _as_text(value: Any) -> str | None:
    if type(value) is bool:
        # Truth values are categories, and those are kept as text.
        return "true" if value else "false"
    return value if type(value) is str else None


def _as_truth(value: Any) -> bool | None:
    return value if type(value) is bool else None


def _as_moment(value: Any) -> datetime | None:
    try:
        if type(value) is str:
            value = datetime.fromisoformat(value)
        elif type(value) in (int, float):
            value = datetime.fromtimestamp(value, UTC)
        if not isinstance(value, datetime) or value.tzinfo is None:
            return None
        return value.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _as_day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if type(value) is str else None
    except ValueError:
        return None


def _as_decimal(value: Any) -> float | int | None:
    return value if type(value) in (int, float) else None


def _decimals(
    values: list[Any], kind: pa.DataType, misfits: list[Misfit]
) -> tuple[pa.Array, list[Misfit]]:
    # Doubles here; the table's own loss check makes decimals of them.
    doubles = [None if v is None else _as_double(v) for v in values]
    lost = [(row, v) for row, v in enumerate(values) if v is not None and doubles[row] is None]
    return pa.array(doubles, pa.float64()), sorted(misfits + lost)


_EXACT: dict[pa.DataType, frozenset[type]] = {
    pa.float64(): frozenset({float, _NONE}),
    pa.string(): frozenset({str, _NONE}),
    pa.bool_(): frozenset({bool, _NONE}),
}
_FITS: dict[pa.DataType, Callable[[Any], Any]] = {
    pa.float64(): _as_double,
    pa.int64(): _as_integer,
    pa.string(): _as_text,
    pa.bool_(): _as_truth,
    TIMESTAMP: _as_moment,
    pa.date32(): _as_day,
}
