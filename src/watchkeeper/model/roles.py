"""Which column plays which part. Nothing is guessed: roles are only given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from watchkeeper.errors import ConfigError, unknown_name

Task = Literal["binary", "multiclass", "regression"]
TASKS: tuple[Task, ...] = ("binary", "multiclass", "regression")


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The parts that columns of a frame play.

    ``score`` names one column (binary: probability of ``positive``) or maps each class to its
    column (multiclass). ``features`` None means: every column without another part. ``id`` may
    be ``"index"`` for a pandas index. ``categorical`` lists number columns that are codes.
    """

    task: Task | None = None
    prediction: str | None = None
    score: str | Mapping[str, str] | None = None
    label: str | None = None
    positive: str | None = None
    timestamp: str | None = None
    id: str | None = None
    features: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    categorical: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.task is not None and self.task not in TASKS:
            raise unknown_name("task", str(self.task), TASKS, where="task")
        if isinstance(self.score, Mapping) and self.task not in (None, "multiclass"):
            raise ConfigError(
                f"score is a mapping of class to column, but task is {self.task!r}",
                hint='give one column name, or task="multiclass"',
            )
        if isinstance(self.score, str) and self.task == "multiclass":
            raise ConfigError(
                f"task is 'multiclass', but score is the single column {self.score!r}",
                hint='give a mapping: score={"cat": "p_cat", "dog": "p_dog"}',
            )

    @property
    def score_columns(self) -> tuple[str, ...]:
        """Return the column names that hold scores."""
        if self.score is None:
            return ()
        return (self.score,) if isinstance(self.score, str) else tuple(self.score.values())

    @property
    def named(self) -> frozenset[str]:
        """Return every column with a part other than feature."""
        parts = (self.prediction, self.label, self.timestamp, self.id)
        return frozenset(p for p in parts if p) | frozenset(self.score_columns)
