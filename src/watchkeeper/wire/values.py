"""Any Python value as one that JSON holds: text, a number, true, false or null.

NaN and what stands for it become null, infinities the texts ``"Infinity"`` and ``"-Infinity"``.
NumPy, torch and pandas values are known by how they behave; none of the three is imported.
To teach it another type: add one row to ``CONVERTERS``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any

Plain = str | int | float | bool | None

# What JSON holds as it is, NaN and infinity apart.
PLAIN_TYPES = frozenset({str, int, float, bool, type(None)})

INT64_END = 2**63


def plain(value: object) -> Plain:
    """Return *value* as JSON can hold it; never raises.

    What no rule knows becomes its ``str()``, what has none the name of its type: one odd value
    costs that value, not the record.
    """
    try:
        value = _scalar_inside(value)
        for types, convert in CONVERTERS:
            if isinstance(value, types):
                return convert(value)
        return None if type(value).__name__ in _MISSING else str(value)
    except Exception:
        return f"<{type(value).__name__}>"


def _scalar_inside(value: object) -> object:
    """Return the Python scalar in a NumPy or torch scalar, or in an array or a column of one.

    Other values come back as they are.
    """
    value = _only_one(value)
    dtype = getattr(value, "dtype", None)
    if dtype is None or getattr(value, "ndim", 0) != 0:
        return value
    kind = getattr(dtype, "kind", "")
    if kind in ("m", "M"):
        # item() of nanoseconds is a bare integer.
        text = str(value)
        return None if text == "NaT" else text
    if kind == "f":
        # item() of a long double is a long double.
        return float(value)  # type: ignore[arg-type]
    return value.item() if hasattr(value, "item") else value


def _only_one(value: object) -> object:
    if getattr(value, "ndim", 0) == 0 or getattr(value, "size", 0) != 1:
        return value
    if hasattr(value, "iloc"):
        return value.iloc[0]
    return value.flat[0] if hasattr(value, "flat") else value


def _whole(value: int) -> Plain:
    number = int(value)
    return number if -INT64_END <= number < INT64_END else str(number)


def _number(value: float | Decimal) -> Plain:
    if value.is_nan() if isinstance(value, Decimal) else math.isnan(value):
        return None
    number = float(value)
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return number


def _moment(value: date | time) -> Plain:
    # pandas' NaT claims to be a datetime.
    return None if type(value).__name__ in _MISSING else value.isoformat()


def _text(value: str) -> Plain:
    # Half a surrogate pair is no character, and no JSON decoder takes it.
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _bytes(value: bytes | bytearray) -> Plain:
    return bytes(value).decode("utf-8", "backslashreplace")


_MISSING = {"NAType", "NaTType"}

CONVERTERS: tuple[tuple[type | tuple[type, ...], Callable[[Any], Plain]], ...] = (
    (type(None), lambda _: None),
    (Enum, lambda member: plain(member.value)),
    (bool, bool),
    (str, _text),
    (int, _whole),
    ((float, Decimal), _number),
    ((date, time), _moment),
    ((bytes, bytearray), _bytes),
)
