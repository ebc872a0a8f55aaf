"""Contract: values outside the range, or categories outside the set, that were agreed on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from watchkeeper.model import Finding, Level
from watchkeeper.model.figures import count, number
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells

_YEAR_HOURS = 365 * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractConfig(MonitorConfig):
    """What was agreed on, by column.

    ``ranges`` holds lowest and highest value, ``categories`` the allowed names. The score of
    a classifier has the range 0 to 1 by itself. Ranges are learned from the reference only
    when it covers a year: in a shorter one a season is missing, and summer is no fault.
    """

    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def check(observed: Observed, config: ContractConfig) -> Iterator[Finding]:
    """Judge every column that has a contract; those without one have no finding."""
    for column in observed.baseline.columns:
        cells = observed.profile.columns.get(column.name)
        if cells is None:
            continue
        if column.kind == "category" and column.name in config.categories:
            yield _categories(observed, column, cells, config.categories[column.name])
        elif column.kind == "numeric" and (span := _range(observed, column, config)):
            yield _outside(observed, column, cells, *span)


def _range(
    observed: Observed, column: ColumnBaseline, config: ContractConfig
) -> tuple[float, float, str] | None:
    if column.name in config.ranges:
        return (*config.ranges[column.name], "declared")
    if column.role == "score" and observed.baseline.roles.task in ("binary", "multiclass"):
        return (0.0, 1.0, "a probability")
    history = observed.baseline.history
    if history is not None and len(history):
        hours = (history.start.max() - history.start.min()).astype("timedelta64[h]").astype(int)
        if hours >= _YEAR_HOURS:
            return (column.minimum, column.maximum, "learned from a year of reference")
    return None


def _outside(
    observed: Observed, column: ColumnBaseline, cells: ColumnCells, low: float, high: float, by: str
) -> Finding:
    n = int(cells.present[0])
    if n == 0:
        return _answer(observed, column, Level.UNKNOWN, "no rows with a value", n, by)
    lowest, highest = float(cells.minimum[0]), float(cells.maximum[0])
    allowed = f"the range [{number(low)}, {number(high)}] ({by})"
    if lowest >= low and highest <= high:
        return _answer(observed, column, Level.OK, f"inside {allowed}", n, by)
    level = Level.WARNING if by.startswith("learned") else Level.CRITICAL
    reach = f"values reach from {number(lowest)} to {number(highest)}"
    return _answer(observed, column, level, f"{reach}, outside {allowed}", n, by)


def _categories(
    observed: Observed, column: ColumnBaseline, cells: ColumnCells, allowed: tuple[str, ...]
) -> Finding:
    n = int(cells.present[0])
    if n == 0:
        return _answer(observed, column, Level.UNKNOWN, "no rows with a value", n, "declared")
    seen = dict(zip(column.category.names, cells.bins[0].tolist(), strict=False))
    seen |= dict(cells.unseen_names[0])
    foreign = {name: rows for name, rows in seen.items() if rows and name not in allowed}
    if not foreign:
        reason = f"inside the {count(len(allowed))} allowed categories"
        return _answer(observed, column, Level.OK, reason, n, "declared")
    listed = ", ".join(f"{name!r} ({count(rows)})" for name, rows in list(foreign.items())[:3])
    return _answer(observed, column, Level.CRITICAL, f"not allowed: {listed}", n, "declared")


def _answer(
    observed: Observed, column: ColumnBaseline, level: Level, reason: str, n: int, by: str
) -> Finding:
    return observed.finding(
        monitor="contract",
        subject=column.name,
        subject_kind=column.role,
        level=level,
        reason=reason,
        n_current=n,
        limit_set_by=by,
    )
