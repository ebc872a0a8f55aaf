"""Realised metrics of cells, each with its interval or the reason why it is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from watchkeeper.errors import ConfigError, closest, unknown_name
from watchkeeper.model import MetricValue, Task, Window
from watchkeeper.model.roles import TASKS
from watchkeeper.performance.summary import ScoreCells, Summary
from watchkeeper.stats.metric import METRICS, Metric, MetricResult, metric_of_class

# These take a score for a probability: it must lie in [0, 1].
NEEDS_PROBABILITY = frozenset({"brier", "log_loss", "calibration_error"})

Group = tuple[tuple[str, str], ...]


def metrics_named(names: Sequence[str | Metric], task: Task) -> tuple[Metric, ...]:
    """Return the metrics of *task* called *names*, in that order.

    ``recall[bee]`` is the recall of the class ``bee`` of a multiclass model, and so with every
    binary metric of predictions. A `Metric` stands for itself: ``value_metric(tp=10, ...)``.

    Raises:
        ConfigError: no metric has that name, or none of this task (the hint says which task).
    """
    return tuple(_named(name, task) for name in names)


def _named(name: str | Metric, task: Task) -> Metric:
    if isinstance(name, Metric):
        if name.task != task:
            raise ConfigError(
                f"metrics: {name.name!r} is a metric of task {name.task!r}, but task is {task!r}"
            )
        return name
    by_name = {metric.name: metric for metric in METRICS if metric.task == task}
    found = by_name.get(name) or (_of_class(name) if task == "multiclass" else None)
    if found is None:
        raise _no_metric(name, task, by_name)
    return found


def _of_class(name: str) -> Metric | None:
    """Return the metric of one class; None where *name* is no ``metric[class]``."""
    base, bracket, of = name.partition("[")
    by_name = {m.name: m for m in METRICS if m.task == "binary" and m.needs != "score"}
    if not bracket or not of.endswith("]") or base not in by_name:
        return None
    return metric_of_class(by_name[base], of[:-1])


def evaluate(
    cells: ScoreCells,
    metric_names: Sequence[str | Metric],
    *,
    windows: Sequence[Window | None] | None = None,
    by: Sequence[Group] | None = None,
    level: float = 0.95,
) -> list[MetricValue]:
    """Return each metric of each cell: all metrics of cell 0, then those of cell 1, ...

    *windows* and *by*, one for each cell, only label the answers. Where a metric cannot be known
    its value is None with the reason; beside a value, the reason says which rows were left out
    and what is odd (an area far below one half: the positive class may be reversed). The
    interval has the chance *level* to contain the true value, and contains ``bound``.

    Raises:
        ConfigError: a metric is unknown, or is not one of the task's.
    """
    metrics = metrics_named(metric_names, cells.task)
    values = []
    for cell in range(len(cells)):
        summary = cells.summary(cell)
        window = windows[cell] if windows is not None else None
        for metric in metrics:
            result = _result(metric, cells, cell, summary, level)
            values.append(
                MetricValue(
                    metric=metric.name,
                    value=result.value,
                    lower=result.lower,
                    upper=result.upper,
                    n=int(cells.rows[cell]),
                    n_labelled=int(cells.labelled[cell]),
                    reason=result.reason,
                    bound=result.bound,
                    window_start=window.start if window else None,
                    window_end=window.end if window else None,
                    by=by[cell] if by is not None else (),
                )
            )
    return values


def _result(
    metric: Metric, cells: ScoreCells, cell: int, summary: Summary, level: float
) -> MetricResult:
    rows, labelled = int(cells.rows[cell]), int(cells.labelled[cell])
    if not labelled:
        why = f"no label has arrived for {rows:,} rows" if rows else "no rows"
        return MetricResult(None, reason=_joined(why, _unknown(cells, cell)))
    if cells.improper[cell] and (cells.task, metric.needs) in _IMPROPER:
        what = _IMPROPER[cells.task, metric.needs]
        return MetricResult(None, reason=f"{int(cells.improper[cell]):,} {what}")
    result = metric.call(summary, level=level)
    reason = _joined(result.reason, _left_out(metric, cells, cell), _unknown(cells, cell))
    return MetricResult(result.value, result.lower, result.upper, result.bound, reason)


# What `ScoreCells.improper` counts, where the task's metrics cannot tell it themselves.
_IMPROPER: dict[tuple[Task, str], str] = {
    ("multiclass", "score"): "rows have a score outside 0 to 1, which is no probability",
    ("regression", "prediction"): "rows have an infinite (or too large) label or prediction",
}


def _left_out(metric: Metric, cells: ScoreCells, cell: int) -> str:
    """Say how many labelled rows lack what the metric needs, unless all of them do."""
    if metric.needs == "label":
        return ""
    having = int((cells.scored if metric.needs == "score" else cells.predicted)[cell])
    lacking = int(cells.labelled[cell]) - having
    return (
        f"{lacking:,} labelled rows without a {metric.needs} left out" if having * lacking else ""
    )


def _unknown(cells: ScoreCells, cell: int) -> str:
    count = int(cells.unknown[cell])
    return f"{count:,} rows of an unknown class left out" if count else ""


def _joined(*reasons: str) -> str:
    return "; ".join(reason for reason in reasons if reason)


def _no_metric(name: str, task: Task, known: Iterable[str]) -> ConfigError:
    elsewhere = [t for t in TASKS if any(m.name == name and m.task == t for m in METRICS)]
    if elsewhere:
        return ConfigError(
            f"metrics: {name!r} is a metric of task {elsewhere[0]!r}, but task is {task!r}",
            hint=closest(name, known),
        )
    return unknown_name("metric", name, known, where="metrics")
