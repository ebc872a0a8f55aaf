"""Series values in the units people know: degrees, per cent, rows."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import stats

from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.quality.decision import MeasureName
from watchkeeper.stats.interval import wilson

_Z = float(stats.norm.isf(0.025))


@dataclass(frozen=True, slots=True, kw_only=True)
class Natural:
    """A judged value in its natural unit, with a 95 % interval where rows allow one.

    ``difference`` and ``limit`` are on the scale that was judged: shares as shares, means in
    reference s.d., spreads as ratios, volume as a ratio.
    """

    value: float | None
    expected: float | None
    lower: float | None
    upper: float | None
    unit: str


def natural(
    measure: MeasureName, column: ColumnBaseline | None, value: float, expected: float, rows: float
) -> Natural:
    """Translate *value* and *expected* of a series into the unit a person reads.

    Args:
        measure: Which series.
        column: What the baseline knows of the column; None for the stream's own series.
        value: The series' value, NaN where there is none.
        expected: What its baseline foretold.
        rows: The rows behind the value.
    """
    if measure in ("missing", "unseen", "integer", "duplicates"):
        low, high = _share_interval(value, rows)
        return _natural(value, expected, low, high, "share")
    if measure == "volume":
        return _natural(math.exp(value), math.exp(expected), None, None, "rows")
    if measure == "shape":
        low, high = value - _Z * _shape_error(value, rows), value + _Z * _shape_error(value, rows)
        return _natural(value, expected, low, high, "nats")
    if measure == "constant" or column is None or column.kind != "numeric":
        return _natural(value, expected, None, None, "")
    return _of_number(measure, column, value, expected, rows)


def _of_number(
    measure: MeasureName, column: ColumnBaseline, value: float, expected: float, rows: float
) -> Natural:
    mean, sd = column.numeric.mean, column.numeric.sd
    if measure == "jump":
        return _natural(sd * value, sd * expected, None, None, "")
    if measure == "spread":
        half = _Z * math.sqrt(0.5 / rows) if rows else math.nan
        ends = (sd * math.exp(value - half), sd * math.exp(value + half))
        return _natural(sd * math.exp(value), sd * math.exp(expected), *ends, "")
    half = _Z * sd / math.sqrt(rows) if rows else math.nan
    here = mean + sd * value
    return _natural(here, mean + sd * expected, here - half, here + half, "")


def _share_interval(share: float, rows: float) -> tuple[float | None, float | None]:
    if not rows or math.isnan(share):
        return None, None
    found = wilson(round(share * rows), round(rows))
    return found.lower, found.upper


def _shape_error(excess: float, rows: float) -> float:
    """Return the standard error of a PSI whose reference is large: delta method."""
    k = 1.0 / rows if rows else math.nan
    return math.sqrt(max(4.0 * k * excess, 0.0) + 2.0 * 9.0 * k**2)


def _natural(
    value: float, expected: float, lower: float | None, upper: float | None, unit: str
) -> Natural:
    return Natural(
        value=_finite(value),
        expected=_finite(expected),
        lower=_finite(lower),
        upper=_finite(upper),
        unit=unit,
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
