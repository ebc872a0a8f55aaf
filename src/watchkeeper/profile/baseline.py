"""What is taken as normal: learnt once from a reference, then never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa

from watchkeeper.errors import DataError, NotFound, unknown_name
from watchkeeper.model.roles import Roles, Task
from watchkeeper.profile import fit, serial
from watchkeeper.profile.cells import NO_TIME, ProfileCells
from watchkeeper.profile.classes import canonical_roles, learn_classes
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.frame import Frame, open_frame
from watchkeeper.profile.kinds import type_name
from watchkeeper.profile.runs import Floats


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Baseline:
    """Schema, bins, counts and history of a reference, against which windows are counted.

    ``id`` comes from the content: the same reference and roles give the same id. ``columns``
    are watched for drift, in the frame's order; ``left_out`` says of the other features why
    not. ``schema`` has the names and types of all columns of the frame. ``start`` and ``end``
    are the first and the last time; ``history`` the reference's counts by UTC hour (by UTC
    day where that would exceed 50 million counts); None without a timestamp. ``classes`` are
    canonical; binary: the positive one last. ``score_edges`` cut a binary classifier's scores
    into at most 2,048 cells of equal mass. ``performance`` is the reference's performance as
    the layer above writes it. ``notices`` are to be printed.
    """

    id: str
    roles: Roles
    columns: tuple[ColumnBaseline, ...]
    left_out: Mapping[str, str]
    schema: tuple[tuple[str, str], ...]
    rows: int
    duplicates: int
    start: datetime | None
    end: datetime | None
    history: ProfileCells | None
    score_edges: Floats | None
    classes: tuple[str, ...]
    performance: pa.Table | None
    notices: tuple[str, ...]
    fitted_at: datetime | None

    @classmethod
    def fit(
        cls,
        reference: Any,
        *,
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
        tz: str | None = None,
        fitted_at: datetime | None = None,
    ) -> Self:
        """Learn from a *reference*: any frame that `open_frame` takes. It is not changed.

        Args:
            reference: Rows from the period taken as normal.
            task: ``binary``, ``multiclass`` or ``regression``; None: no performance.
            prediction: Column of the model's answers.
            score: Column of the positive class's probability, or class to column.
            label: Column of the truth. One that is not there means: no labels yet, with a notice.
            positive: The positive class; needed unless the classes are booleans or the
                numbers 0 and 1.
            timestamp: Column of times; with it the baseline keeps its own history.
            id: Column of row ids; ``"index"`` for a pandas index.
            features: Columns to watch; None: all without another part. Columns named here are
                not left out for looking like ids or counters.
            ignore: Columns to leave out.
            categorical: Number columns that are codes, not quantities.
            tz: Time zone of times without one; None: UTC, with a notice.
            fitted_at: When this was done, for the record.

        Raises:
            ConfigError: a column or a zone that does not exist, contradictory parts, or a
                positive class that would have to be guessed.
            DataError: no rows, repeated column names, or unreadable times.
        """
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
        frame = open_frame(reference, index_as="index" if id == "index" else None)
        return cls.from_frame(frame, roles, tz=tz, fitted_at=fitted_at)

    @classmethod
    def from_frame(
        cls,
        frame: Frame,
        roles: Roles,
        *,
        tz: str | None = None,
        fitted_at: datetime | None = None,
    ) -> Self:
        """Learn from an opened *frame*; `fit` says what the arguments mean."""
        roles = canonical_roles(roles)
        fit.refuse_wrong_roles(frame, roles)
        times = fit.read_times(frame, roles.timestamp, tz)
        order = None if times is None else times.order
        classes = learn_classes(frame, roles)
        learnt, left_out = fit.learn_columns(frame, roles, classes, order)
        total, history = fit.count_reference(frame, learnt, times)
        start, end = (None, None) if times is None else times.ends
        content: dict[str, Any] = {
            "roles": roles,
            "columns": tuple(replace(c, total=total.columns[c.name]) for c in learnt),
            "left_out": left_out,
            "schema": tuple((field.name, type_name(field.type)) for field in frame.schema),
            "rows": frame.num_rows,
            "duplicates": int(total.duplicates[0]),
            "start": start,
            "end": end,
            "history": history,
            "score_edges": fit.score_edges(frame, roles),
            "classes": classes,
            "performance": None,
            "notices": fit.notices_of(frame, roles, times),
        }
        identity = serial.identity(content)
        return cls(id=identity, fitted_at=fitted_at, **content)

    def column(self, name: str) -> ColumnBaseline:
        """Return the baseline of one column.

        Raises:
            ConfigError: *name* is not watched (with the nearest name).
        """
        for column in self.columns:
            if column.name == name:
                return column
        known = [column.name for column in self.columns]
        raise unknown_name("column", name, known, where=f"baseline {self.id}")

    @property
    def total(self) -> ProfileCells:
        """Return the whole reference's counts in one cell without a time."""
        return ProfileCells(
            np.array([NO_TIME]),
            np.array([self.rows]),
            np.array([self.duplicates]),
            {column.name: column.total for column in self.columns},
        )

    def with_performance(self, performance: pa.Table) -> Self:
        """Return a baseline that also holds the reference's *performance*; its id differs."""
        content = self._fields() | {"performance": performance}
        return type(self)(**content | {"id": serial.identity(content)})

    def to_bytes(self) -> bytes:
        """Return the baseline as bytes: JSON and Arrow in a zip."""
        return serial.pack(self._fields())

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote.

        Raises:
            DataError: *data* is no baseline, is damaged, or was written by a newer version.
        """
        return cls(**serial.unpack(data))

    def save(self, path: str | Path) -> None:
        """Write the baseline to *path*."""
        Path(path).write_bytes(self.to_bytes())

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a baseline from *path*.

        Raises:
            NotFound: there is no such file.
            DataError: the file is no baseline, or a damaged one.
        """
        try:
            data = Path(path).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(f"there is no baseline at {str(path)!r}") from error
        try:
            return cls.from_bytes(data)
        except DataError as error:
            raise DataError(f"{path}: {error.message}", hint=error.hint) from error

    def _fields(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}
