"""``watchkeeper.check``: two frames in, a report out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from watchkeeper.app.check import check_frames
from watchkeeper.app.checked import Checked
from watchkeeper.model import Roles, Task
from watchkeeper.report.column_views import column_views
from watchkeeper.report.report import MetricSeries, Report


def check(
    current: Any,
    reference: Any = None,
    *,
    split: str | datetime | None = None,
    task: Task | None = None,
    prediction: str | None = None,
    score: str | Mapping[str, str] | None = None,
    label: str | None = None,
    positive: Any = None,
    timestamp: str | None = None,
    id: str | None = None,
    features: Sequence[str] | None = None,
    ignore: Sequence[str] = (),
    categorical: Sequence[str] = (),
    every: str | int | None = None,
    tz: str | None = None,
    false_alarms_per_week: float = 1.0,
) -> Report:
    """Compare rows with a reference: data quality, drift and, with labels, performance.

    Without *every* all rows are one window; they are taken as independent, and said so. With
    ``every="1d"`` each window is judged against what the stream itself used to do.

    Args:
        current: The rows to judge: pandas, polars, Arrow, DuckDB, a mapping of arrays, or a
            Parquet path. Never changed.
        reference: The rows taken as normal, or a `watchkeeper.Baseline` fitted on them (which
            then knows the roles).
        split: Cut *current* at this time instead: before is the reference, after is judged.
        task: ``binary``, ``multiclass`` or ``regression``; without it performance is not
            looked at. Roles are only given, never guessed:
        prediction: Column of the model's answers.
        score: Column of the positive class's probability, or a mapping of class to column.
        label: Column of the truth; null where it has not arrived.
        positive: The positive class; needed unless the classes are 0 and 1 or booleans.
        timestamp: Column of times.
        id: Column of row ids; ``"index"`` for a pandas index.
        features: Columns to watch; left out: all without another part.
        ignore: Columns to leave out.
        categorical: Number columns that are codes.
        every: ``"1h"``, ``"1d"``, ``"1w"``, or a number of rows.
        tz: Time zone of the calendar and of times without a zone; left out: UTC, with a notice.
        false_alarms_per_week: The budget of all judgements together (windows in time).

    Returns:
        A report: ``.verdict``, ``.findings``, ``.to_html()``; it shows itself in a notebook.

    Raises:
        ConfigError: a column that does not exist, contradictory arguments, or a positive class
            that would have to be guessed.
        DataError: unreadable times, an unknown class, or a reference without rows.
    """
    given = (task, prediction, score, label, positive, timestamp, id, features)
    has_roles = any(part is not None for part in given) or bool(ignore) or bool(categorical)
    roles = Roles(
        task=task,
        prediction=prediction,
        score=score,
        label=label,
        positive=positive,
        timestamp=timestamp,
        id=id,
        features=None if features is None else tuple(features),
        ignore=tuple(ignore),
        categorical=tuple(categorical),
    )
    checked = check_frames(
        current,
        reference,
        roles if has_roles else None,
        split=split,
        every=every,
        tz=tz,
        false_alarms_per_week=false_alarms_per_week,
    )
    return report_of(checked)


def report_of(checked: Checked, *, title: str = "Check") -> Report:
    """Return what people keep of a check."""
    return Report(
        title=title,
        findings=checked.findings,
        columns=column_views(checked.baseline, checked.profile),
        metrics=_metric_series(checked),
        notes=(*checked.notices, *_left_out(checked)),
        rows_reference=checked.baseline.rows,
        rows_current=int(checked.profile.rows[0]),
        timezone=checked.timezone,
    )


def _metric_series(checked: Checked) -> tuple[MetricSeries, ...]:
    names = dict.fromkeys(value.metric for value in checked.metrics)
    reference = {value.metric: value for value in checked.reference_metrics}
    return tuple(
        MetricSeries(
            metric=name,
            points=tuple(v for v in checked.metrics if v.metric == name),
            reference=reference.get(name),
        )
        for name in names
    )


def _left_out(checked: Checked) -> tuple[str, ...]:
    left_out = checked.baseline.left_out
    return tuple(f"{name} is not watched: {reason}" for name, reason in left_out.items())
