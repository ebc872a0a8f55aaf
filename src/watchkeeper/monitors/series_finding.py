"""From judged series to a finding: the worst series of a column speaks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from watchkeeper.model import Finding, Level, Measure
from watchkeeper.monitors.judged_series import JudgedSeries
from watchkeeper.monitors.natural import Natural, natural
from watchkeeper.monitors.observed import Observed
from watchkeeper.monitors.series_reason import in_short, not_judged, reason
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.quality.decision import MeasureName

DEFAULT = "default"

Shown = Callable[[ColumnBaseline, ColumnCells], tuple[Measure, ...]]


def nothing_else(column: ColumnBaseline, cells: ColumnCells) -> tuple[Measure, ...]:
    """Return no measure to show beside the judged ones."""
    return ()


def column_findings(
    observed: Observed,
    monitor: str,
    measures: Sequence[MeasureName],
    *,
    beside: Shown = nothing_else,
) -> Iterator[Finding]:
    """Yield one finding per column that has any of *measures*: that of its worst series.

    A column is ``unknown`` only where none of its series was judged; of the others that were
    not, the finding's measures say so. *beside* returns what else to show of a column.
    """
    columns = {column.name: column for column in observed.baseline.columns}
    by_column: dict[str, list[JudgedSeries]] = {}
    for at, (name, measure) in enumerate(observed.judged.keys):
        if measure in measures:
            series = JudgedSeries(observed, at, columns.get(name), observed.cells(name))
            by_column.setdefault(name, []).append(series)
    for name, found in by_column.items():
        found.sort(key=lambda series: measures.index(series.measure))
        yield _finding(observed, monitor, name or "stream", found, beside)


def _finding(
    observed: Observed, monitor: str, subject: str, series: Sequence[JudgedSeries], beside: Shown
) -> Finding:
    told = [natural(s) for s in series]
    loudest = _loudest(series)
    worst, value = series[loudest], told[loudest]
    column, cells = worst.column, worst.cells
    shown = beside(column, cells) if column and cells else ()
    return observed.finding(
        monitor=monitor,
        subject=subject,
        subject_kind=column.role if column else "model",
        level=worst.level,
        reason=reason(worst, value) + _also(series, worst),
        measure=worst.measure,
        value=value.value,
        lower=value.lower,
        upper=value.upper,
        expected=value.expected,
        limit=value.limit,
        p_value=worst.p_value,
        n_current=worst.rows,
        limit_set_by=str(worst.set_limit or DEFAULT),
        alarms=tuple(s.measure for s in series if s.level.rank >= Level.WARNING.rank),
        new_level=any(bool(observed.judged.accepted[s.at]) for s in series),
        measures=(*map(_measure, series, told), *shown),
    )


def _loudest(series: Sequence[JudgedSeries]) -> int:
    """Return which series speaks for its column: unknown only if all are.

    Of those at the worst level the first in the monitor's order if they alarm (a mean says
    more than a distance), else the one that used up most of its limit.
    """
    ranks = [0 if s.level is Level.UNKNOWN else 1 + s.level.rank for s in series]
    worst = [i for i, rank in enumerate(ranks) if rank == max(ranks)]
    if series[worst[0]].level.rank >= Level.WARNING.rank:
        return worst[0]
    return max(worst, key=lambda i: series[i].share_of_limit)


def _also(series: Sequence[JudgedSeries], worst: JudgedSeries) -> str:
    """Return the other measures of the column that alarm, in words."""
    loud = [s for s in series if s is not worst and s.level.rank >= Level.WARNING.rank]
    return f"; also beyond the limit: {', '.join(in_short(s) for s in loud)}" if loud else ""


def _measure(series: JudgedSeries, told: Natural) -> Measure:
    why = not_judged(series)
    notes = [told.without, f"not judged: {why}" if why else ""]
    return Measure(
        name=series.measure,
        value=told.value,
        lower=told.lower,
        upper=told.upper,
        unit=told.unit,
        note="; ".join(note for note in notes if note),
    )
