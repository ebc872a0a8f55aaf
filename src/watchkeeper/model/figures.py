"""How numbers are written, the same in every place people read them."""

from __future__ import annotations

import math
from collections.abc import Sequence

MINUS = "\u2212"  # a true minus sign, as wide as the plus
NARROW = "\u202f"  # a narrow space that does not break
NONE = "\u2014"
PER_CENT = f"{NARROW}%"


def finite(value: float | None) -> float | None:
    """Return *value*, or None for NaN and infinity: they are no answer."""
    return value if value is not None and math.isfinite(value) else None


def count(n: int) -> str:
    """Return *n* with commas: "18,343"."""
    return f"{n:,}".replace("-", MINUS)


def number(value: float | None, *, unit: str = "", like: Sequence[float | None] = ()) -> str:
    """Return *value* with as many decimals as its size needs; a dash where there is none.

    *unit* ``share`` is written in per cent. *like* lists numbers that stand beside it and
    should show as many decimals.
    """
    value = finite(value)
    if value is None:
        return NONE
    scale = 100.0 if unit == "share" else 1.0
    sizes = [abs(v) * scale for v in (value, *like) if v is not None and math.isfinite(v)]
    whole = scale == 1 and all(s == int(s) for s in sizes) and (not like or max(sizes) >= 2)
    whole = whole or unit == "rows"
    text = _decimal(value * scale, 0 if whole else _decimals(sizes, share=scale > 1))
    return f"{text}{PER_CENT}" if unit == "share" else text


def _decimals(sizes: Sequence[float], *, share: bool) -> int:
    size = max(sizes)
    if share:
        return 0 if set(sizes) <= {0.0, 100.0} else 1 if size >= 1 else 2
    if size == 0 or size >= 1000:
        return 0
    if size > 1:
        return 1 if size >= 10 else 2
    return 3 if size >= 0.01 else min(9, 1 - math.floor(math.log10(size)))


def _decimal(value: float, decimals: int) -> str:
    if abs(value) >= 1e12 or (0 < abs(value) < 1e-6 and decimals > 6):
        return f"{value:.2g}".replace("-", MINUS)
    text = f"{value:,.{decimals}f}"
    return text.lstrip("-") if float(text.replace(",", "")) == 0 else text.replace("-", MINUS)


def interval(value: float | None, lower: float | None, upper: float | None, unit: str = "") -> str:
    """Return "[0.858, 0.887]", or nothing where an end is not known."""
    low, high = finite(lower), finite(upper)
    if low is None or high is None:
        return ""
    beside = [value, low, high]
    ends = (number(end, unit=unit, like=beside).removesuffix(PER_CENT) for end in (low, high))
    return f"[{', '.join(ends)}]"


def quantity(
    value: float | None, lower: float | None, upper: float | None, unit: str = ""
) -> tuple[str, str]:
    """Return a value and its interval, both with the same decimals."""
    span = interval(value, lower, upper, unit)
    return number(value, unit=unit, like=(lower, upper) if span else ()), span


def p_value(value: float | None) -> str:
    """Return a p-value; what is smaller than one in a thousand is said to be."""
    value = finite(value)
    if value is None:
        return NONE
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def times(n: int, one: str, many: str = "") -> str:
    """Return "1 window", "2 windows"."""
    return f"{count(n)} {one if n == 1 else many or one + 's'}"
