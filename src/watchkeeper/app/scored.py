"""Score cells of rows that are judged against a baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from watchkeeper.performance.assemble import class_rows, value_rows
from watchkeeper.performance.cells_arrow import cells_from_arrow
from watchkeeper.performance.classes import require_known
from watchkeeper.performance.columns import TextColumn, number_column, text_column
from watchkeeper.performance.edges import Floats, ScoreEdges
from watchkeeper.performance.rows import ClassRows, ValueRows
from watchkeeper.performance.summarise import summarise, summarise_hours
from watchkeeper.performance.summary import ScoreCells
from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.canonical import match_known
from watchkeeper.profile.frame import Frame
from watchkeeper.profile.timestamps import utc_microseconds


def reference_cells(frame: Frame, baseline: Baseline, tz: str | None = None) -> ScoreCells | None:
    """Return the cells of the reference's own rows; None without a task or a label."""
    if baseline.roles.label is None or baseline.roles.label not in frame.names:
        return None
    return score_cells(frame, baseline, timestamp=baseline.roles.timestamp, tz=tz)


def score_cells(
    frame: Frame,
    baseline: Baseline,
    *,
    timestamp: str | None,
    tz: str | None = None,
    strict: bool = True,
) -> ScoreCells | None:
    """Return the cells of *frame*, whose columns have the roles of *baseline*.

    By UTC hour of the column *timestamp*, or one cell without it; None where the baseline has
    no task.
    A label column that is not there means that no label has arrived.

    Raises:
        DataError: *strict*, and a label or prediction is a class the baseline does not know
            (the error names both sets). Else such rows are counted as unknown.
    """
    if baseline.roles.task is None:
        return None
    rows = _rows(frame, baseline, strict=strict)
    edges = edges_of(baseline)
    if timestamp is None:
        return summarise(rows, np.zeros(frame.num_rows, np.int64), 1, edges=edges)
    microseconds, valid, _ = utc_microseconds(frame, timestamp, tz)
    times = microseconds.astype("datetime64[us]")
    times[~valid] = np.datetime64("NaT")
    return summarise_hours(rows, times, edges=edges)


def edges_of(baseline: Baseline) -> ScoreEdges:
    """Return the score bins of *baseline*."""
    values = baseline.score_edges
    return ScoreEdges(np.zeros(0) if values is None else values)


def baseline_cells(baseline: Baseline) -> ScoreCells | None:
    """Return the cells that the reference left in *baseline*; None where it had no labels."""
    if baseline.performance is None or baseline.roles.task is None:
        return None
    return cells_from_arrow(
        baseline.performance,
        task=baseline.roles.task,
        classes=classes_of(baseline),
        edges=edges_of(baseline),
    )


def classes_of(baseline: Baseline) -> tuple[str, ...]:
    """Return the classes rows are coded by; binary: always two, the positive one last."""
    known = baseline.classes
    if baseline.roles.task != "binary" or len(known) == 2:
        return known
    if known:
        return (f"not {known[-1]}", known[-1])
    return ("0", "1")


def _rows(frame: Frame, baseline: Baseline, *, strict: bool) -> ClassRows | ValueRows:
    roles, task = baseline.roles, baseline.roles.task
    if task == "regression":
        return value_rows(
            frame.num_rows,
            label=_numbers(frame, roles.label),
            prediction=_numbers(frame, roles.prediction),
        )
    classes = classes_of(baseline)
    label, prediction = (_texts(frame, name) for name in (roles.label, roles.prediction))
    shown = [column for column in (label, prediction) if column is not None]
    named = _with_other(baseline, classes, shown)
    for column in shown if strict else ():
        require_known(column, named)
    rows = class_rows(
        frame.num_rows,
        task="multiclass" if task == "multiclass" else "binary",
        classes=named,
        label=label,
        prediction=prediction,
        scores=_scores(frame, roles.score, classes),
    )
    return replace(rows, classes=classes)


def _with_other(
    baseline: Baseline, classes: tuple[str, ...], columns: Sequence[TextColumn]
) -> tuple[str, ...]:
    """Return *classes*, with the other class's name where the reference had never shown it."""
    if baseline.roles.task != "binary" or len(baseline.classes) != 1:
        return classes
    positive = classes[-1]
    seen = {match_known(text, (positive,)) for column in columns for text in column.texts}
    others = seen - {positive}
    return (others.pop(), positive) if len(others) == 1 else classes


def _scores(
    frame: Frame, score: str | Mapping[str, str] | None, classes: tuple[str, ...]
) -> Floats | None:
    if score is None:
        return None
    if isinstance(score, str):
        return _numbers(frame, score)
    if any(score.get(name) not in frame.names for name in classes):
        return None
    columns = [score[name] for name in classes]
    return np.stack([number_column(name, frame.column(name)) for name in columns], axis=1)


def _numbers(frame: Frame, name: str | None) -> Floats | None:
    return number_column(name, frame.column(name)) if name in frame.names and name else None


def _texts(frame: Frame, name: str | None) -> TextColumn | None:
    if name is None or name not in frame.names:
        return None
    return text_column(name, frame.column(name))
