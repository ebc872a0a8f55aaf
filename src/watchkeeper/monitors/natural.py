"""Series values in the units people know: degrees, per cent, rows."""

from __future__ import annotations

import math
from dataclasses import dataclass

from watchkeeper.errors import NotEnoughData
from watchkeeper.model.figures import finite
from watchkeeper.monitors.distance_interval import half_width, half_width_without_counts
from watchkeeper.monitors.judged_series import JudgedSeries
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.quality.decision import Why
from watchkeeper.quality.decision.groups import frame_groups, shape_groups
from watchkeeper.quality.decision.rules import SHARES
from watchkeeper.stats.interval import mean, wilson

# The logarithm of no rows is taken as that of half a row.
_LEAST_ROWS = 0.75
_WHOLE_FROM = 10.0
_NO_DIFFERENCE = 1e-9

Ends = tuple[float | None, float | None]
_NO_ENDS: Ends = (None, None)
_WITHOUT_INTERVAL = {
    "volume": "counted in full",
    "jump": "a largest value, without interval",
    "spread": "without interval: fourth moments are not counted",
    "constant": "yes or no",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Natural:
    """A judged value in its natural unit; None where there is no such number.

    ``lower`` and ``upper`` are the value's 95 % interval by the window's own rows, taken as
    independent; where they are None ``without`` says why. ``limit`` is the value from which on
    this window alone would have alarmed, on the side it lies; ``largest`` the value that the
    largest difference in memory would have given.
    """

    value: float | None
    expected: float | None
    lower: float | None = None
    upper: float | None = None
    limit: float | None = None
    largest: float | None = None
    unit: str = ""
    without: str = ""


def natural(series: JudgedSeries) -> Natural:
    """Translate a judged series into the unit a person reads."""
    measure = series.measure
    if measure == "constant":
        return Natural(value=None, expected=None, without=_WITHOUT_INTERVAL["constant"])
    lower, upper = _interval(series)
    value = _scaled(series, series.value)
    without = "" if lower is not None else _WITHOUT_INTERVAL.get(measure, "too few rows")
    return Natural(
        value=value,
        expected=_scaled(series, series.expected),
        lower=lower,
        upper=upper,
        limit=_limit(series),
        largest=_at(series, series.side * series.largest),
        unit=unit_of(series),
        without=without if value is not None else "",
    )


def unit_of(series: JudgedSeries) -> str:
    """Return the unit of the natural value; empty where it is the column's own."""
    if series.measure in SHARES:
        return "share"
    return {"volume": "rows", "shape": "nats"}.get(series.measure, "")


def _scaled(series: JudgedSeries, value: float) -> float | None:
    """Return a value of the series' scale in its natural unit."""
    if not math.isfinite(value):
        return None
    if series.measure == "volume":
        rows = math.exp(min(value, 700.0))
        return round(rows, 0 if rows >= _WHOLE_FROM else 1) if rows >= _LEAST_ROWS else 0.0
    column = series.column
    if column is None or column.kind != "numeric" or unit_of(series):
        return value
    sd = column.numeric.sd
    if series.measure == "spread":
        return finite(sd * math.exp(min(value, 700.0)))
    return finite(sd * value + (column.numeric.mean if series.measure == "mean" else 0.0))


def _limit(series: JudgedSeries) -> float | None:
    """Return the value from which on the difference is too large and matters."""
    if series.measure != "shape":
        return _at(series, series.side * series.allowed)
    if series.why is Why.GROSS:
        return series.tolerance
    at = _at_distance(series, series.limit)
    return None if at is None else max(at, series.tolerance)


def _at(series: JudgedSeries, off: float) -> float | None:
    """Return the value that lies *off* what was expected."""
    if series.measure == "shape":
        return _at_distance(series, off)
    at = _scaled(series, series.expected + off)
    return None if at is None else min(at, 1.0) if series.measure in SHARES else at


def _at_distance(series: JudgedSeries, off: float) -> float | None:
    """Return the distance (PSI less its size by chance) that a shape *off* as much would have.

    Shapes differ by roots: ``off = a - b``, with ``a`` the root of the PSI and ``b`` that of
    what it usually is. The distance is ``a**2`` less chance, so its change from this window's
    follows from ``b``, and ``b`` from the three numbers that are known.
    """
    if series.observed.settings is None:
        return finite(series.expected + off)
    here, value = series.off, series.value
    if abs(here) < _NO_DIFFERENCE or not math.isfinite(here + value + off):
        return None
    usual = max(((value - series.expected) / here - here) / 2.0, 0.0)
    return value + (off - here) * (2.0 * usual + off + here)


def _interval(series: JudgedSeries) -> Ends:
    rows = series.rows
    if not rows or not math.isfinite(series.value):
        return _NO_ENDS
    if series.measure in SHARES:
        found = wilson(min(round(series.value * rows), rows), rows)
        return found.lower, found.upper
    column = series.column
    if column is not None and series.measure == "mean":
        return _of_mean(series, column)
    if column is not None and series.measure == "shape":
        return _of_shape(series, column)
    return _NO_ENDS


def _of_mean(series: JudgedSeries, column: ColumnBaseline) -> Ends:
    cells = series.cells
    if cells is None:
        return _NO_ENDS
    try:
        found = mean(int(cells.present[0]), float(cells.s1[0]), float(cells.s2[0]))
    except (NotEnoughData, ValueError):  # sums of very large values overflow
        return _NO_ENDS
    return _scaled(series, found.lower), _scaled(series, found.upper)


def _of_shape(series: JudgedSeries, column: ColumnBaseline) -> Ends:
    """Return the interval; windows in time: given their baseline as it is."""
    if series.observed.settings is not None or series.cells is None:
        groups = shape_groups(column.bins, column.total)
        half = half_width_without_counts(series.value, series.rows, groups.size)
    else:
        groups = frame_groups(column.bins, column.total, series.rows)
        then, now = groups.of_reference(column.total)[0], groups.counts(series.cells)[0]
        used = (then + now) > 0
        half = half_width(then[used], now[used]) if column.present else math.nan
    return finite(series.value - half), finite(series.value + half)
