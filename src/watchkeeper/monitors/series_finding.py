"""From judged series to a finding: the worst series of a column speaks, in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from watchkeeper.model import Finding, Level, Measure
from watchkeeper.model.figures import count, number
from watchkeeper.monitors.natural import Natural, natural
from watchkeeper.monitors.observed import Observed
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.quality.decision import MeasureName, Why

LEVELS = (Level.OK, Level.UNKNOWN, Level.WARNING, Level.CRITICAL)

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


def column_findings(
    observed: Observed, monitor: str, measures: Sequence[MeasureName]
) -> Iterator[Finding]:
    """Yield one finding per column that has any of *measures*: that of its worst series."""
    judged = observed.judged
    by_column: dict[str, list[int]] = {}
    for i, key in enumerate(judged.keys):
        if key.measure in measures:
            by_column.setdefault(key.column, []).append(i)
    for name, series in by_column.items():
        yield _finding(observed, monitor, name, series)


def _finding(observed: Observed, monitor: str, name: str, series: Sequence[int]) -> Finding:
    judged = observed.judged
    worst = max(series, key=lambda i: (_loudness(int(judged.level[i])), _excess(observed, i)))
    column = observed.column(name) if name else None
    seen = {i: _natural(observed, i, column) for i in series}
    told = seen[worst]
    key = judged.keys[worst]
    p = float(judged.p_value[worst])
    return observed.finding(
        monitor=monitor,
        subject=name or "stream",
        subject_kind=column.role if column else "model",
        level=LEVELS[int(judged.level[worst])],
        reason=_reason(observed, worst, told, column),
        measure=key.measure,
        value=told.value,
        lower=told.lower,
        upper=told.upper,
        expected=told.expected,
        limit=_limit(observed, worst, column),
        p_value=p if math.isfinite(p) else None,
        n_current=int(judged.rows[worst]),
        measures=tuple(_measure(judged.keys[i].measure, seen[i]) for i in series),
    )


def _loudness(level: int) -> int:
    """Return the order in which series speak for their column: unknown only if all are."""
    return (1, 0, 2, 3)[level]


def _excess(observed: Observed, i: int) -> float:
    limit = float(observed.judged.limit[i])
    off = abs(float(observed.judged.off[i]))
    return off / limit if limit > 0 and math.isfinite(off) else 0.0


def _natural(observed: Observed, i: int, column: ColumnBaseline | None) -> Natural:
    judged = observed.judged
    return natural(
        judged.keys[i].measure,
        column,
        float(judged.value[i]),
        float(judged.expected[i]),
        float(judged.rows[i]),
    )


def _measure(name: MeasureName, told: Natural) -> Measure:
    return Measure(name=name, value=told.value, lower=told.lower, upper=told.upper, unit=told.unit)


def _limit(observed: Observed, i: int, column: ColumnBaseline | None) -> float | None:
    """Return the value at which the series would have alarmed, on the side it lies."""
    judged = observed.judged
    key, limit, off = judged.keys[i], float(judged.limit[i]), float(judged.off[i])
    if key.measure in ("shape", "constant", "integer") or not math.isfinite(limit):
        return None
    at = float(judged.expected[i]) + math.copysign(limit, off)
    return natural(key.measure, column, at, at, float(judged.rows[i])).value


def _reason(observed: Observed, i: int, told: Natural, column: ColumnBaseline | None) -> str:
    judged = observed.judged
    key, why = judged.keys[i], Why(int(judged.why[i]))
    if why in _NOT_JUDGED:
        return _NOT_JUDGED[why](observed, i)
    what = _WHAT[key.measure]
    if key.measure == "constant":
        return f"{what}, which never was so" if why is Why.UNHEARD_OF else f"not {what}"
    share = "share" if told.unit == "share" else ""
    said = f"{what} {number(told.value, unit=share)}"
    against = f"expected {number(told.expected, unit=share)} ({_baseline(observed, i)})"
    return f"{said}, {against}; {_verdict(observed, i, why, column)}"


def _baseline(observed: Observed, i: int) -> str:
    if observed.settings is None:
        return "the reference"
    at = int(observed.judged.baseline[i])
    return "usual" if at < 0 else observed.settings.baseline_names[at]


def _verdict(observed: Observed, i: int, why: Why, column: ColumnBaseline | None) -> str:
    judged = observed.judged
    if observed.settings is None:
        p = float(judged.p_value[i])
        shown = "< 0.001" if p < 0.001 else f"{p:.3f}"
        return f"rows taken as independent: p {shown}"
    if why is Why.GROSS:
        return "a gross difference, though there is little history yet"
    if why is Why.RISING:
        return "they hardly ever occurred before"
    if why is Why.UNHEARD_OF:
        return f"no window of {int(judged.windows[i])} in memory was like that"
    off = _in_units(judged.keys[i].measure, float(judged.off[i]), column)
    largest = _in_units(judged.keys[i].measure, float(judged.largest[i]), column)
    limit = _in_units(judged.keys[i].measure, float(judged.limit[i]), column)
    windows = int(judged.windows[i])
    text = f"off by {off}, limit {limit}, largest of {count(windows)} windows {largest}"
    if why is Why.PAIR:
        return f"{text}; two windows in a row point the same way, beyond what pairs ever did"
    return text


def _in_units(measure: MeasureName, off: float, column: ColumnBaseline | None) -> str:
    """Return a difference in natural units (and in reference s.d. where both help)."""
    size = abs(off)
    if measure in ("missing", "unseen", "integer", "duplicates"):
        return f"{number(100 * size)} points"
    if measure in ("volume", "spread"):
        return f"a factor of {number(math.exp(size))}"
    if column is None or column.kind != "numeric" or measure == "shape":
        return number(size)
    return f"{number(size * column.numeric.sd)} ({number(size)} s.d.)"


def _few_rows(observed: Observed, i: int) -> str:
    needed = observed.settings.least_rows if observed.settings else 100
    rows = int(observed.judged.rows[i])
    return f"{count(rows)} usable rows of {needed} needed"


def _little_history(observed: Observed, i: int) -> str:
    needed = observed.settings.starts_at if observed.settings else 0
    windows = int(observed.judged.windows[i])
    return f"{windows} clean windows of {needed} needed to know what is usual"


def _no_value(observed: Observed, i: int) -> str:
    if observed.judged.keys[i].measure == "volume":
        return "the window is not complete"
    return "the number does not exist for this window"


def _after_incident(observed: Observed, i: int) -> str:
    return "not judged on the window after an incident"


_NOT_JUDGED: dict[Why, Callable[[Observed, int], str]] = {
    Why.FEW_ROWS: _few_rows,
    Why.LITTLE_HISTORY: _little_history,
    Why.NO_VALUE: _no_value,
    Why.AFTER_INCIDENT: _after_incident,
}
