"""Contract: values outside the range, or categories outside the set, that were agreed on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level, Measure
from watchkeeper.model.figures import number, times
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.names import with_rows
from watchkeeper.monitors.observed import Observed
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.stats.interval import wilson

_YEAR = np.timedelta64(365, "D")
# New extremes are the rule, not the exception: each day has its chance to hold the record.
_MARGIN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractConfig(MonitorConfig):
    """What was agreed on, by column.

    ``ranges`` holds lowest and highest value, ``categories`` the allowed names. The score of
    a classifier has the range 0 to 1 by itself. Ranges are learned from the reference only
    when it covers a year (in a shorter one a season is missing, and summer is no fault),
    widened by half their width to both sides; beyond them is a warning.
    """

    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, (low, high) in self.ranges.items():
            if not low <= high:
                raise ConfigError(f"contract.ranges: {name!r} has the range {low} to {high}")
        for name, allowed in self.categories.items():
            if not allowed:
                raise ConfigError(f"contract.categories: {name!r} has no allowed category")


@dataclass(frozen=True, slots=True)
class _Range:
    low: float
    high: float
    set_by: str
    beyond: Level = Level.CRITICAL

    def __str__(self) -> str:
        return f"{number(self.low)} to {number(self.high)} ({self.set_by})"


def check(observed: Observed, config: ContractConfig) -> Iterator[Finding]:
    """Judge every column that has a contract; those without one have no finding.

    A contract on a column that is not watched, or not of that kind, is ``unknown``.
    """
    for column in observed.baseline.columns:
        if column.kind == "category" and column.name in config.categories:
            yield _categories(observed, column, config.categories[column.name])
        elif column.kind == "numeric" and (span := _range(observed, column, config)):
            yield _outside(observed, column, span)
    kinds = {column.name: column.kind for column in observed.baseline.columns}
    for agreed, kind in ((config.ranges, "numeric"), (config.categories, "category")):
        for name in agreed:
            if kinds.get(name) != kind:
                yield observed.finding(
                    monitor="contract",
                    subject=name,
                    subject_kind="feature",
                    level=Level.UNKNOWN,
                    reason=f"a contract was declared, but no {kind} column {name!r} is watched",
                    n_current=0,
                )


def _range(observed: Observed, column: ColumnBaseline, config: ContractConfig) -> _Range | None:
    if column.name in config.ranges:
        return _Range(*config.ranges[column.name], "declared")
    if column.role == "score" and observed.baseline.roles.task in ("binary", "multiclass"):
        return _Range(0.0, 1.0, "a probability")
    history = observed.baseline.history
    low, high = column.minimum, column.maximum
    if history is None or not len(history) or not math.isfinite(high - low):
        return None
    if history.start.max() - history.start.min() < _YEAR:
        return None
    margin = _MARGIN * (high - low)
    return _Range(low - margin, high + margin, "learned from a year, widened", Level.WARNING)


def _outside(observed: Observed, column: ColumnBaseline, span: _Range) -> Finding:
    cells = observed.cells(column.name)
    why = _why_not(cells)
    if cells is None or why:
        return _answer(observed, column, Level.UNKNOWN, why)
    lowest, highest = float(cells.minimum[0]), float(cells.maximum[0])
    reach = f"values from {number(lowest)} to {number(highest)} (counted in full)"
    over = highest - span.high >= span.low - lowest
    return _answer(
        observed,
        column,
        Level.OK if span.low <= lowest and highest <= span.high else span.beyond,
        f"{reach}, limit {span}",
        measure="largest value" if over else "smallest value",
        value=highest if over else lowest,
        limit=span.high if over else span.low,
        limit_set_by=span.set_by,
    )


def _categories(observed: Observed, column: ColumnBaseline, allowed: tuple[str, ...]) -> Finding:
    cells = observed.cells(column.name)
    why = _why_not(cells)
    if cells is None or why:
        return _answer(observed, column, Level.UNKNOWN, why)
    foreign, unnamed = _foreign(column, cells, frozenset(allowed))
    if unnamed and not foreign:
        why = f"{times(unnamed, 'row')} of rare categories whose names were not kept"
        return _answer(observed, column, Level.UNKNOWN, why)
    share = wilson(sum(foreign.values()), int(cells.present[0]))
    few = times(len(allowed), "allowed category", "allowed categories")
    reason = f"not among the {few}: {with_rows(foreign)}" if foreign else f"only the {few}"
    return _answer(
        observed,
        column,
        Level.CRITICAL if foreign else Level.OK,
        reason,
        measure="foreign share",
        value=share.value,
        lower=share.lower,
        upper=share.upper,
        limit=0.0,
        limit_set_by="declared",
        measures=(Measure(name="foreign share", value=share.value, unit="share"),),
    )


def _foreign(
    column: ColumnBaseline, cells: ColumnCells, allowed: frozenset[str]
) -> tuple[dict[str, int], int]:
    """Return the rows of names that are not allowed, and the rows nobody can tell the name of."""
    bins = column.category
    seen = dict(zip(bins.names, cells.bins[0].tolist(), strict=False)) | dict(cells.unseen_names[0])
    unnamed = int(cells.unseen[0]) - sum(cells.unseen_names[0].values())
    if not bins.known.difference(bins.names) <= allowed:
        unnamed += int(cells.bins[0, -1])
    return {name: rows for name, rows in seen.items() if rows and name not in allowed}, unnamed


def _why_not(cells: ColumnCells | None) -> str:
    if cells is None:
        return "the column did not arrive"
    return "" if cells.present[0] else "no row has a value"


def _answer(
    observed: Observed, column: ColumnBaseline, level: Level, reason: str, **more: Any
) -> Finding:
    cells = observed.cells(column.name)
    return observed.finding(
        monitor="contract",
        subject=column.name,
        subject_kind=column.role,
        level=level,
        reason=reason,
        n_current=int(cells.present[0]) if cells is not None else 0,
        **more,
    )
