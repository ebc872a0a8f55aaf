"""How numbers, times and names are written, the same in every place people read them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from watchkeeper.model import Finding, Level

MINUS = "\u2212"  # a true minus sign, as wide as the plus
NARROW = "\u202f"  # a narrow space that does not break
NONE = "\u2014"

LEVEL_WORDS = {
    Level.OK: "OK",
    Level.UNKNOWN: "Unknown",
    Level.WARNING: "Warning",
    Level.CRITICAL: "Critical",
}

_METRIC_WORDS = {
    "roc_auc": "ROC AUC",
    "f1": "F1",
    "log_loss": "log loss",
    "mae": "MAE",
    "rmse": "RMSE",
    "brier": "Brier score",
}


def name_of(text: str) -> str:
    """Return a metric's or a monitor's name in words: ``roc_auc`` is "ROC AUC"."""
    return _METRIC_WORDS.get(text, text.replace("_", " "))


def sentence(text: str) -> str:
    """Return *text* with a capital first letter and a full stop."""
    text = stopped(text)
    return text[:1].upper() + text[1:]


def stopped(text: str) -> str:
    """Return *text* with a full stop; nothing stays nothing."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else f"{text}."


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
    text = _decimal(value * scale, 0 if whole else _decimals(max(sizes), share=scale > 1))
    return f"{text}{NARROW}%" if unit == "share" else text


def _decimals(size: float, *, share: bool) -> int:
    if share:
        return 0 if size in (0.0, 100.0) else 1 if size >= 1 else 2
    if size == 0 or size >= 1000:
        return 0
    if size >= 1:
        return 1 if size >= 10 else 2
    return 3 if size >= 0.01 else min(9, 1 - math.floor(math.log10(size)))


def _decimal(value: float, decimals: int) -> str:
    if abs(value) >= 1e12:
        return f"{value:.3g}".replace("-", MINUS)
    text = f"{value:,.{decimals}f}"
    return text.lstrip("-") if float(text.replace(",", "")) == 0 else text.replace("-", MINUS)


def interval(value: float | None, lower: float | None, upper: float | None, unit: str = "") -> str:
    """Return "[0.858, 0.887]", or nothing where an end is not known."""
    low, high = finite(lower), finite(upper)
    if low is None or high is None:
        return ""
    beside = [value, low, high]
    ends = (number(end, unit=unit, like=beside).removesuffix(f"{NARROW}%") for end in (low, high))
    return f"[{', '.join(ends)}]"


def quantity(
    value: float | None, lower: float | None, upper: float | None, unit: str = ""
) -> tuple[str, str]:
    """Return a value and its interval, both with the same decimals."""
    span = interval(value, lower, upper, unit)
    return number(value, unit=unit, like=(lower, upper) if span else ()), span


def unit_of(finding: Finding) -> str:
    """Return the unit of a finding's value: that of the measure of the same name."""
    for measure in finding.measures:
        if measure.name == finding.measure and measure.unit:
            return measure.unit
    name = finding.measure or ""
    return "share" if name.split(" ")[-1] == "share" or name.endswith("_share") else ""


def p_value(value: float | None) -> str:
    """Return a p-value; what is smaller than one in a thousand is said to be."""
    value = finite(value)
    if value is None:
        return NONE
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def listed(names: Sequence[str], *, most: int = 3) -> str:
    """Return "a, b and c", or "a, b, c and 4 more"."""
    if len(names) > most + 1:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def times(n: int, one: str, many: str = "") -> str:
    """Return "1 window", "2 windows"."""
    return f"{count(n)} {one if n == 1 else many or one + 's'}"


def day(at: datetime, *, year: bool = True) -> str:
    """Return "10 August 2013"."""
    return f"{at.day} {at:%B}" + (f" {at.year}" if year else "")


def clock(at: datetime) -> str:
    """Return "16 August 2013, 09:00 UTC": a time always says its zone."""
    return f"{day(at)}, {at:%H:%M} {at.tzname() or ''}".rstrip()


def stretch(start: datetime, end: datetime, zone: tzinfo) -> str:
    """Return the half-open stretch in words: "10-14 August 2013" for whole days."""
    start, end = start.astimezone(zone), end.astimezone(zone)
    if not (_midnight(start) and _midnight(end)):
        return _hours(start, end)
    last = end - timedelta(hours=1)
    if last.date() <= start.date():
        return day(start)
    if (start.year, start.month) == (last.year, last.month):
        return f"{start.day}\u2013{day(last)}"
    return f"{day(start, year=start.year != last.year)} \u2013 {day(last)}"


def _midnight(at: datetime) -> bool:
    return at.hour == at.minute == at.second == 0


def _hours(start: datetime, end: datetime) -> str:
    if start.date() == end.date():
        return f"{day(start)}, {start:%H:%M}\u2013{end:%H:%M} {end.tzname() or ''}".rstrip()
    return f"{day(start)}, {start:%H:%M} \u2013 {clock(end)}"
