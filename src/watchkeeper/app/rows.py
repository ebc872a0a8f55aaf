"""A frame with its roles, read as the rows that performance is measured on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from watchkeeper.errors import ConfigError, DataError, closest
from watchkeeper.model import Task
from watchkeeper.performance.assemble import class_rows, value_rows
from watchkeeper.performance.classes import binary_classes, multiclass_classes
from watchkeeper.performance.columns import TextColumn, number_column, text_column
from watchkeeper.performance.edges import Floats
from watchkeeper.performance.rows import ClassRows, ValueRows
from watchkeeper.profile.frame import Frame

Score = str | Mapping[object, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceRoles:
    """Which columns hold label, prediction and score, and what they mean.

    ``score`` is one column (binary: of the positive class, any number whose order counts) or
    maps each class to its column (multiclass). ``threshold`` makes a binary prediction from the
    score where no prediction is given.
    """

    task: Task
    label: str
    score: Score | None = None
    prediction: str | None = None
    positive: object = None
    threshold: float = 0.5

    def __post_init__(self) -> None:
        one_column = isinstance(self.score, str)
        if self.task == "regression" and self.score is not None:
            raise ConfigError(
                "task is 'regression', which has no score",
                hint="name the column of predicted values: prediction=",
            )
        if self.task == "multiclass" and one_column:
            raise ConfigError(
                f"task is 'multiclass', but score is the single column {self.score!r}",
                hint='give a mapping: score={"cat": "p_cat", "dog": "p_dog"}',
            )
        if self.task == "binary" and self.score is not None and not one_column:
            raise ConfigError(
                "task is 'binary', but score is a mapping of class to column",
                hint='name the column of the positive class, or task="multiclass"',
            )
        if self.task != "binary" and self.positive is not None:
            raise ConfigError(f"positive={self.positive!r} needs task 'binary', not {self.task!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceRows:
    """The rows of a frame, and why a part of them is missing.

    ``absent`` maps ``label``, ``score`` or ``prediction`` to the reason why no row has one.
    """

    rows: ClassRows | ValueRows
    absent: Mapping[str, str] = field(default_factory=dict)


def performance_rows(frame: Frame, roles: PerformanceRoles) -> PerformanceRows:
    """Read the label, prediction and score of each row of *frame*, in its order.

    A label column that is not there means that no label has arrived: ``absent`` says so.

    Raises:
        ConfigError: another named column is not there, or the positive class is not clear.
        DataError: numbers are needed and a value is none, or a class is not declared by the
            mapping of scores.
    """
    absent = _absent(frame, roles)
    label = None if "label" in absent else roles.label
    if roles.task == "regression":
        rows: ClassRows | ValueRows = value_rows(
            frame.num_rows,
            label=_numbers(frame, label),
            prediction=_numbers(frame, roles.prediction),
        )
    else:
        rows = _class_rows(frame, roles, _texts(frame, label), _texts(frame, roles.prediction))
    return PerformanceRows(rows=rows, absent=absent)


def require_probabilities(frame: Frame, roles: PerformanceRoles, metric: str) -> None:
    """Refuse scores outside [0, 1]; the error names the column, the value and the *metric*."""
    columns = [roles.score] if isinstance(roles.score, str) else list((roles.score or {}).values())
    for name in columns:
        scores = number_column(name, frame.column(name))
        outside = (scores < 0.0) | (scores > 1.0)
        if outside.any():
            first, count = scores[int(np.argmax(outside))], int(np.count_nonzero(outside))
            raise DataError(
                f"{metric} needs probabilities, but column {name!r} holds {first:g} "
                f"({count:,} of {scores.size:,} rows are outside 0 to 1)",
                hint="roc_auc works on any score",
            )


def _class_rows(
    frame: Frame, roles: PerformanceRoles, label: TextColumn | None, prediction: TextColumn | None
) -> ClassRows:
    columns = [column for column in (label, prediction) if column is not None]
    if roles.task == "binary":
        return class_rows(
            frame.num_rows,
            task="binary",
            classes=binary_classes(columns, roles.positive),
            label=label,
            prediction=prediction,
            scores=_numbers(frame, roles.score) if isinstance(roles.score, str) else None,
            threshold=roles.threshold,
        )
    declared = roles.score if isinstance(roles.score, Mapping) else None
    return class_rows(
        frame.num_rows,
        task="multiclass",
        classes=multiclass_classes(columns, None if declared is None else list(declared)),
        label=label,
        prediction=prediction,
        scores=None if declared is None else _score_matrix(frame, declared),
    )


def _score_matrix(frame: Frame, score: Mapping[object, str]) -> Floats:
    columns = [number_column(name, frame.column(name)) for name in score.values()]
    return np.stack(columns, axis=1)


def _numbers(frame: Frame, name: str | None) -> Floats | None:
    return None if name is None else number_column(name, frame.column(name))


def _texts(frame: Frame, name: str | None) -> TextColumn | None:
    return None if name is None else text_column(name, frame.column(name))


def _absent(frame: Frame, roles: PerformanceRoles) -> dict[str, str]:
    absent = {}
    if roles.label not in frame.names:
        absent["label"] = (
            f"no label: the frame has no column {roles.label!r} "
            f"({closest(roles.label, frame.names)})"
        )
    if roles.score is None:
        absent["score"] = "no score: name its column with score="
        if roles.prediction is None:
            absent["prediction"] = "no prediction: name its column with prediction="
    return absent
