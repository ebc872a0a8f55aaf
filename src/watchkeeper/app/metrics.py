"""``watchkeeper.metrics``: realised performance of a frame, by window and by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from watchkeeper.app.metric_grid import MetricGrid, metric_grid
from watchkeeper.app.metric_table import MetricTable
from watchkeeper.app.rows import (
    PerformanceRoles,
    PerformanceRows,
    Score,
    performance_rows,
    require_probabilities,
)
from watchkeeper.errors import ConfigError, unknown_name
from watchkeeper.model import Every, MetricValue, Task
from watchkeeper.model.roles import TASKS
from watchkeeper.performance.edges import ScoreEdges, edges_from_scores
from watchkeeper.performance.metrics import NEEDS_PROBABILITY, evaluate, metrics_named
from watchkeeper.performance.rows import ClassRows
from watchkeeper.performance.summarise import NO_EDGES, summarise
from watchkeeper.performance.summary import Times
from watchkeeper.profile.frame import Frame, open_frame
from watchkeeper.profile.timestamps import utc_microseconds
from watchkeeper.stats.metric import METRICS, Metric


def metrics(
    frame: Any,
    metrics: str | Metric | Sequence[str | Metric] | None = None,
    *,
    label: str,
    score: Score | None = None,
    prediction: str | None = None,
    positive: object = None,
    task: Task | None = None,
    timestamp: str | None = None,
    every: str | None = None,
    by: str | Sequence[str] | None = None,
    threshold: float = 0.5,
    tz: str | None = None,
) -> MetricTable:
    """Return realised metrics with 95 % intervals from the rows whose label has arrived.

    Args:
        frame: pandas, polars, Arrow, DuckDB, a mapping of arrays, a Parquet path; never changed.
        metrics: Names out of ``watchkeeper.stats.metric.METRICS`` for the task; its first when
            left out (``roc_auc``, ``accuracy``, ``mae``). Of one class of several:
            ``recall[bee]``. A metric of your own numbers: ``value_metric(tp=10, fp=-2, ...)``.
        label: Column of what was true. Null: not arrived yet. A column that is not there makes
            every metric unknown.
        score: Column of the positive class's score, or (multiclass) each class's column. Rows
            without a score are left out and counted in the reason.
        prediction: Column of the answer. Left out: the positive class where the score is at
            least *threshold*, or (multiclass) the class of the highest score.
        positive: The positive class. Only booleans and 0 and 1 go without it.
        task: ``binary``, ``multiclass`` or ``regression``. Left out: binary with one score
            column or *positive*, multiclass with a mapping of scores, else an error.
        timestamp: Column of times. Rows without one are counted, but are in no window.
        every: ``"1h"``, ``"1d"`` or ``"1w"``: windows on the calendar of *tz* from the first to
            the last time, those without rows included. Left out: all rows together.
        by: One or more columns; each combination of their values is a group, null is
            ``(missing)``.
        threshold: Used only without *prediction*.
        tz: Time zone of the calendar and of times without a zone. Left out: UTC, with a notice
            if times had no zone.

    Returns:
        The values by group, window and metric. Values equal scikit-learn's on the same rows.
        What cannot be known has value None and a reason.

    Raises:
        ConfigError: a name or a combination of arguments is wrong, or text classes came without
            *positive*.
        DataError: a column holds what its part cannot use, such as a score of 1.3 for
            ``brier``, or a class that no score column is given for.
    """
    chosen = _task(task, score, positive)
    roles = PerformanceRoles(
        task=chosen,
        label=label,
        score=score,
        prediction=prediction,
        positive=positive,
        threshold=threshold,
    )
    wanted = metrics_named(_names(metrics, chosen), chosen)
    grid_every = _every(every, timestamp, tz)
    opened = open_frame(frame)
    for metric in wanted:
        if metric.name in NEEDS_PROBABILITY:
            require_probabilities(opened, roles, metric.name)
    read = performance_rows(opened, roles)
    times, notices = _times(opened, timestamp, tz)
    grid = metric_grid(opened, times, grid_every, [by] if isinstance(by, str) else by or ())
    if grid_every is not None and times is not None and np.isnat(times).any():
        untimed = int(np.count_nonzero(np.isnat(times)))
        notices.append(f"{untimed:,} rows have no time in {timestamp!r} and are in no window")
    return MetricTable(_values(read, grid, wanted), notices=notices, timezone=tz or "UTC")


def _values(read: PerformanceRows, grid: MetricGrid, wanted: Sequence[Metric]) -> list[MetricValue]:
    cells = summarise(read.rows, grid.cell_of_row, grid.n_cells, edges=_edges(read))
    values = evaluate(
        cells,
        wanted,
        windows=grid.windows * len(grid.groups),
        by=[group for group in grid.groups for _ in grid.windows],
    )
    needs = {metric.name: metric.needs for metric in wanted}
    return [_explained(value, read.absent, needs[value.metric]) for value in values]


def _explained(value: MetricValue, absent: Mapping[str, str], needs: str) -> MetricValue:
    """Name the missing column where that is why there is no value."""
    reason = absent.get("label") or absent.get(needs)
    return replace(value, reason=reason) if reason and value.n and value.value is None else value


def _edges(read: PerformanceRows) -> ScoreEdges:
    if isinstance(read.rows, ClassRows) and read.rows.task == "binary":
        return edges_from_scores(read.rows.scores)
    return NO_EDGES


def _times(frame: Frame, timestamp: str | None, tz: str | None) -> tuple[Times | None, list[str]]:
    if timestamp is None:
        return None, []
    microseconds, valid, notice = utc_microseconds(frame, timestamp, tz)
    times = microseconds.astype("datetime64[us]")
    times[~valid] = np.datetime64("NaT")
    return times, [notice] if notice else []


def _every(every: str | None, timestamp: str | None, tz: str | None) -> Every | None:
    if every is None:
        return None
    if timestamp is None:
        raise ConfigError(f"every={every!r} needs the column of times", hint="give timestamp=")
    return Every.parse(every, timezone=tz or "UTC")


def _names(
    metrics: str | Metric | Sequence[str | Metric] | None, task: Task
) -> Sequence[str | Metric]:
    if metrics is None:
        return [next(metric.name for metric in METRICS if metric.task == task)]
    return [metrics] if isinstance(metrics, str | Metric) else metrics


def _task(task: Task | None, score: Score | None, positive: object) -> Task:
    if task is not None:
        if task not in TASKS:
            raise unknown_name("task", str(task), TASKS, where="task")
        return task
    if isinstance(score, Mapping):
        return "multiclass"
    if score is not None or positive is not None:
        return "binary"
    raise ConfigError(
        "task= is needed where there is neither score= nor positive=",
        hint='task="binary", "multiclass" or "regression"',
    )
