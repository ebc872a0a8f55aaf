"""Why a series is at its level, in one sentence and in natural units."""

from __future__ import annotations

import math
from collections.abc import Callable

from watchkeeper.model import Level
from watchkeeper.model.figures import NONE, PER_CENT, count, number, times
from watchkeeper.monitors.judged_series import JudgedSeries
from watchkeeper.monitors.natural import Natural
from watchkeeper.quality.decision import MeasureName, Why
from watchkeeper.quality.decision.extract import ROWS_AN_HOUR
from watchkeeper.quality.decision.frames import ASKED_ROWS, FALSE_ALARM_SHARE, LEAST_ROWS
from watchkeeper.quality.decision.rules import SHARES

_WHAT: dict[MeasureName, str] = {
    "missing": "missing values",
    "unseen": "values the reference never had",
    "integer": "whole numbers",
    "constant": "a single value throughout",
    "mean": "mean",
    "spread": "standard deviation",
    "shape": "distance of the distribution (PSI less its size by chance)",
    "jump": "largest change between hours",
    "volume": "rows",
    "duplicates": "repeated rows",
}
_SMALLEST_P = 1e-6


def reason(series: JudgedSeries, told: Natural) -> str:
    """Return value, expectation, difference and limit in words, or why it was not judged."""
    why = not_judged(series)
    if why:
        return why
    if series.measure == "constant":
        return _constant(series) + _accepted(series)
    return f"{_value(series, told)}; {_verdict(series, told)}{_misfits(series)}{_accepted(series)}"


def in_short(series: JudgedSeries) -> str:
    """Return what is measured, in few words."""
    return _WHAT[series.measure].split(" (")[0]


def not_judged(series: JudgedSeries) -> str:
    """Return why a series was not judged; empty when it was."""
    if series.why not in _NOT_JUDGED:
        return ""
    if series.column is not None and series.cells is None:
        return "the column did not arrive"
    return _NOT_JUDGED[series.why](series)


def _value(series: JudgedSeries, told: Natural) -> str:
    unit = "share" if told.unit == "share" else ""
    beside = [told.value, told.expected]
    value, expected = (number(v, unit=unit, like=beside) for v in beside)
    without = f" ({told.without})" if told.without else ""
    return f"{_WHAT[series.measure]} {value}{without}, expected {expected} ({series.baseline})"


def _verdict(series: JudgedSeries, told: Natural) -> str:
    if series.measure == "integer":
        never = series.why is Why.UNHEARD_OF
        seen = f"{times(series.windows, 'window')} in memory"
        return f"none of {seen} was like that" if never else f"{seen} had the like"
    if series.observed.settings is None:
        return _of_frames(series, told)
    said = f"{_difference(series, told)}{_limit(series, told)}"
    if series.why in (Why.GROSS, Why.RISING):
        what = (
            "a gross difference" if series.why is Why.GROSS else "they hardly ever occurred before"
        )
        return f"{said}: {what}, though there is little history yet"
    said = f"{said}, {_largest(series, told)}"
    if series.why is Why.PAIR:
        return f"{said}; the window before was off alike, beyond what two in a row ever were"
    if series.why is Why.ALL:
        return f"{said}; all of them, where fewer than half were expected"
    return said


def _misfits(series: JudgedSeries) -> str:
    """Return how many of the missing values are there, but are none for the column."""
    misfits = int(series.cells.invalid[0]) if series.cells is not None else 0
    if series.measure != "missing" or not misfits:
        return ""
    return f"; {times(misfits, 'row')} of them hold what does not fit the column's type"


def _of_frames(series: JudgedSeries, told: Natural) -> str:
    said = f"{_difference(series, told)}{_limit(series, told)}"
    if series.why is Why.GROSS:
        return f"{said}: a gross difference, though {count(series.rows)} rows are few"
    needed = FALSE_ALARM_SHARE / max(len(series.observed.judged.keys), 1)
    p = series.p_value
    chance = f"< {_SMALLEST_P:.6f}" if p < _SMALLEST_P else number(p)
    return f"{said}; p {chance}, {number(needed)} needed, rows taken as independent"


def _difference(series: JudgedSeries, told: Natural) -> str:
    """Return "off by 49.1 (2.9 s.d.), "; nothing for distances, which are differences."""
    if series.measure == "shape":
        return ""
    if series.measure == "volume" and told.value == 0.0:
        return "none came, "
    fewer = series.rule.increases_only and series.off < 0
    less = " below it (only above is judged)" if fewer else ""
    in_sd = f" ({number(abs(series.off))} s.d.)" if _sd(series) else ""
    return f"off by {_size(series, abs(series.off))}{in_sd}{less}, "


def _limit(series: JudgedSeries, told: Natural) -> str:
    if not math.isfinite(series.allowed):
        return "without a limit"
    at = number(told.limit) if series.measure == "shape" else _size(series, series.allowed)
    return f"limit {at}"


def _largest(series: JudgedSeries, told: Natural) -> str:
    size = number(told.largest) if series.measure == "shape" else _size(series, series.largest)
    return f"largest of {times(series.windows, 'window')} {size}"


def _size(series: JudgedSeries, off: float) -> str:
    """Return the size of a difference in natural units."""
    if not math.isfinite(off):
        return NONE
    if series.measure in SHARES:
        return _points(off)
    if series.measure in ("volume", "spread"):
        return f"a factor of {number(math.exp(min(off, 700.0)))}"
    return number(off * (_sd(series) or 1.0))


def _points(share: float) -> str:
    """Return a difference of shares in points of per cent."""
    return f"{number(share, unit='share').removesuffix(PER_CENT)} points"


def _sd(series: JudgedSeries) -> float | None:
    """Return the reference's standard deviation where differences are measured in it."""
    column = series.column
    if column is None or column.kind != "numeric" or series.measure not in ("mean", "jump"):
        return None
    return column.numeric.sd


def _constant(series: JudgedSeries) -> str:
    if series.value != 1.0:
        return "more than one value"
    said = _WHAT["constant"]
    if series.level is not Level.OK:
        return f"{said}; none of {times(series.windows, 'window')} in memory was like that"
    usual = series.expected > 0.0
    return f"{said}, as before" if usual else f"{said}; too few windows in memory to be surprised"


def _accepted(series: JudgedSeries) -> str:
    settings = series.observed.settings
    if settings is None or not series.observed.judged.accepted[series.at]:
        return ""
    return (
        f"; after {times(settings.absorb_after, 'window')} this is taken as the new normal, "
        "which nobody has acknowledged"
    )


def _few_rows(series: JudgedSeries) -> str:
    settings = series.observed.settings
    needed = settings.least_rows if settings else ASKED_ROWS
    if series.rows >= needed:
        column = series.column
        here = column.present if column else series.observed.baseline.rows
        return f"the reference has {count(here)} usable rows, {LEAST_ROWS} are needed"
    return f"{count(series.rows)} usable rows, {needed} are needed"


def _little_history(series: JudgedSeries) -> str:
    settings = series.observed.settings
    needed = settings.starts_at if settings else 0
    return (
        f"{times(series.windows, 'window')} compared so far, {needed} are needed to know "
        "what is usual"
    )


def _no_value(series: JudgedSeries) -> str:
    if series.measure == "volume":
        return "the window is not complete"
    if series.measure == "jump":
        return f"no two hours in a row have {ROWS_AN_HOUR} rows"
    return "one of the two sides has no value"


def _after_incident(series: JudgedSeries) -> str:
    return "not judged in the window after an incident"


_NOT_JUDGED: dict[Why, Callable[[JudgedSeries], str]] = {
    Why.FEW_ROWS: _few_rows,
    Why.LITTLE_HISTORY: _little_history,
    Why.NO_VALUE: _no_value,
    Why.AFTER_INCIDENT: _after_incident,
}
