"""Fit a reference: which columns are watched, their bins, and the reference's own counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from watchkeeper.errors import ConfigError, DataError, closest, unknown_name
from watchkeeper.model.roles import Roles
from watchkeeper.profile.bins import equal_mass_edges
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.column import ColumnBaseline, ColumnKind
from watchkeeper.profile.frame import Frame
from watchkeeper.profile.kernel import profile_rows
from watchkeeper.profile.learn import Order, Part, learn, read_numbers
from watchkeeper.profile.left_out import IGNORED
from watchkeeper.profile.runs import Bools, Floats, Ints
from watchkeeper.profile.timestamps import utc_hours, utc_microseconds

SCORE_CELLS = 2_048

# Beyond this many counts (400 MB) the reference's history is kept by day.
_LARGEST_HISTORY = 50_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, eq=False)
class Times:
    """When the reference's rows happened; ``notice`` is to be printed."""

    microseconds: Ints
    valid: Bools
    notice: str | None

    @property
    def order(self) -> Order | None:
        """Return the positions of rows with a time in its order; None: as they come."""
        at = np.flatnonzero(self.valid)
        times = self.microseconds[at]
        if at.size == self.valid.size and bool(np.all(times[1:] >= times[:-1])):
            return None
        return at[np.argsort(times, kind="stable")]

    @property
    def ends(self) -> tuple[datetime | None, datetime | None]:
        """Return the first and the last time."""
        times = self.microseconds[self.valid]
        if not times.size:
            return None, None
        first, last = int(times.min()), int(times.max())
        return _EPOCH + timedelta(microseconds=first), _EPOCH + timedelta(microseconds=last)


def refuse_wrong_roles(frame: Frame, roles: Roles) -> None:
    """Check that every column that *roles* names is there, and plays one part.

    Only the label may be missing: none has arrived yet, and `notices_of` says so.

    Raises:
        ConfigError: a column is missing (with the nearest name), or is a feature and has
            another part too; or ``positive`` is given without a task.
        DataError: *frame* has no rows.
    """
    known = set(frame.names)
    for part, names in _named(roles):
        for name in names:
            if name not in known:
                raise unknown_name("column", name, known, where=part)
    both = sorted(set(roles.features or ()) & roles.named)
    if both:
        raise ConfigError(f"features: column {both[0]!r} has another part already")
    if roles.positive is not None and roles.task is None:
        raise ConfigError(f"positive={roles.positive!r} needs a task", hint='add task="binary"')
    if frame.num_rows == 0:
        raise DataError("the reference has no rows", hint="choose a period with data")


def notices_of(frame: Frame, roles: Roles, times: Times | None) -> tuple[str, ...]:
    """Return what is to be printed: what was assumed, and what is not there."""
    notices = [times.notice] if times is not None and times.notice else []
    if roles.label is not None and roles.label not in frame.names:
        notices.append(
            f"the reference has no column {roles.label!r}, hence no labels "
            f"({closest(roles.label, frame.names)})"
        )
    return tuple(notices)


def read_times(frame: Frame, column: str | None, tz: str | None) -> Times | None:
    """Return when the rows happened; None without a timestamp *column*."""
    return None if column is None else Times(*utc_microseconds(frame, column, tz))


def learn_columns(
    frame: Frame, roles: Roles, classes: tuple[str, ...], order: Order | None
) -> tuple[list[ColumnBaseline], dict[str, str]]:
    """Return the columns to watch, in the frame's order, and why others are left out."""
    columns: list[ColumnBaseline] = []
    left_out = dict.fromkeys(roles.ignore, IGNORED)
    for part in _parts(frame, roles, classes):
        learnt = learn(part, frame.column(part.name), order)
        if isinstance(learnt, str):
            left_out[part.name] = learnt
        else:
            columns.append(learnt)
    return columns, left_out


def count_reference(
    frame: Frame, columns: Sequence[ColumnBaseline], times: Times | None
) -> tuple[ProfileCells, ProfileCells | None]:
    """Return the reference's counts in one cell, and by hour where there is a time.

    The one cell has the rows without a time too. A history of more than 50 million counts
    is kept by day.
    """
    if times is None:
        return profile_rows(frame, columns), None
    hours = utc_hours(times.microseconds, times.valid)
    timed = hours[times.valid]
    cells = np.unique(timed).size
    step = 24 if cells * sum(column.bins.size for column in columns) > _LARGEST_HISTORY else 1
    before = int(timed.min()) // step * step - step if timed.size else 0
    counted = profile_rows(
        frame, columns, hours=np.where(times.valid, hours // step * step, before)
    )
    lost = int(np.count_nonzero(~times.valid))
    history = counted.select(np.arange(1 if lost else 0, len(counted)))
    return counted.total(), replace(history, null_timestamps=lost)


def score_edges(frame: Frame, roles: Roles) -> Floats | None:
    """Return at most 2,049 edges of equal mass over the scores of a binary classifier."""
    if roles.task != "binary" or not isinstance(roles.score, str):
        return None
    scores = read_numbers(frame.column(roles.score))
    scores = scores[np.isfinite(scores)]
    if not scores.size:
        return None
    distinct = np.unique(scores)
    # Few distinct scores are edges all, so that ranks from cells are exact.
    return distinct if distinct.size <= SCORE_CELLS else equal_mass_edges(scores, SCORE_CELLS)


def _named(roles: Roles) -> Iterator[tuple[str, Sequence[str]]]:
    for part in ("prediction", "timestamp", "id"):
        name = getattr(roles, part)
        yield part, (name,) if name is not None else ()
    yield "score", roles.score_columns
    yield "features", roles.features or ()
    yield "ignore", roles.ignore
    yield "categorical", roles.categorical


def _parts(frame: Frame, roles: Roles, classes: tuple[str, ...]) -> Iterator[Part]:
    asked_for = frozenset(roles.features or ())
    ignored, codes, taken = frozenset(roles.ignore), frozenset(roles.categorical), roles.named
    scores = frozenset(roles.score_columns)
    for position, name in enumerate(frame.names):
        if name == roles.prediction:
            yield Part(
                name=name,
                role="prediction",
                position=position,
                kind=_kind_of_prediction(roles),
                classes=classes,
            )
        elif name in scores:
            yield Part(name=name, role="score", position=position, kind="numeric")
        elif name not in ignored | taken and (roles.features is None or name in asked_for):
            yield Part(
                name=name,
                role="feature",
                position=position,
                kind="category" if name in codes else None,
                asked_for=name in asked_for,
            )


def _kind_of_prediction(roles: Roles) -> ColumnKind | None:
    if roles.task is None:
        return None
    return "numeric" if roles.task == "regression" else "category"
