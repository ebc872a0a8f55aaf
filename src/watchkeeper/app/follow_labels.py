"""The follower of labels: the scores of the days they touch are computed anew, and replaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.follow import FOLLOWER, NOTHING, Followed, Versions
from watchkeeper.app.recorded_rows import IS_ANSWERED, named_rows, rows_of, time_of
from watchkeeper.app.scored import score_cells
from watchkeeper.engine import LocalEngine
from watchkeeper.performance.cells_arrow import cells_to_arrow
from watchkeeper.profile.frame import TableFrame
from watchkeeper.store.cell_key import CellKey
from watchkeeper.store.lake.feed import Changes, changes_since
from watchkeeper.store.lake.schemas import LABELS, PREDICTIONS, SCORES
from watchkeeper.store.lake.snapshot import Day, Snapshot
from watchkeeper.store.lake.table import NO_VERSION, retried
from watchkeeper.store.latest_labels import latest_labels
from watchkeeper.store.layout import Layout
from watchkeeper.store.scores import replace_scores
from watchkeeper.store.store import Store

_BITS = 31
_DAYS_AT_ONCE = 7


def follow_labels(store: Store, engine: LocalEngine, model: str, versions: Versions) -> Followed:
    """Recompute the scores of the days that new rows or labels touch since the last call.

    As `follow_predictions` does, of two processes one begins anew.
    """
    if not store.table(model, PREDICTIONS).exists():
        return NOTHING
    cells_table = store.made_table(model, SCORES)

    def step() -> Followed:
        onto = cells_table.snapshot()
        seen = handled(onto.transaction_version(FOLLOWER))
        source = _Source(store, engine, model, seen)
        if source.position == seen:
            return Followed(None, onto.version, onto.version)
        days = source.touched
        cells = source.scores(days, versions())
        position = (FOLLOWER, _packed(source.position))
        after = replace_scores(store, model, cells, days, transaction=position, onto=onto)
        since = datetime.combine(days[0], time(), UTC) if days else None
        return Followed(since, onto.version, after or onto.version)

    return retried(step)


def recount_labels(store: Store, engine: LocalEngine, model: str, versions: Versions) -> None:
    """Compute the scores of all days anew, in one commit: a baseline came after its rows."""
    cells_table = store.made_table(model, SCORES)

    def step() -> None:
        onto = cells_table.snapshot()
        source = _Source(store, engine, model, (NO_VERSION, NO_VERSION))
        days = sorted({day for day in source.rows.days | onto.days if day is not None})
        cells = source.scores(days, versions())
        position = (FOLLOWER, _packed(source.position))
        replace_scores(store, model, cells, days, transaction=position, onto=onto)

    retried(step)


class _Source:
    """Predictions and labels as they stand, and the days changed since they were *handled*."""

    def __init__(
        self, store: Store, engine: LocalEngine, model: str, handled: tuple[int, int]
    ) -> None:
        self._engine = engine
        self._layout: Layout = store.layout(model)
        labels = store.table(model, LABELS)
        rows = changes_since(store.table(model, PREDICTIONS), handled[0], columns=["day"])
        self.rows: Snapshot = rows.snapshot
        self._labels: Snapshot | None = None
        days, version = set(rows.days), NO_VERSION
        if labels.exists():
            told = changes_since(labels, handled[1], columns=["prediction_id"])
            self._labels, version = told.snapshot, told.version
            days |= told.days
            if None in told.days:
                days |= self._days_of(_undated(told), self.rows.days - days)
        self.position = (self.rows.version, version)
        self.touched = sorted(day for day in days if day is not None)

    def scores(self, days: Sequence[date], versions: Sequence[Deployed]) -> dict[CellKey, pa.Table]:
        """Return the score cells of every version on *days*, a few days read at a time."""
        found: dict[CellKey, list[pa.Table]] = {}
        for i in range(0, len(days), _DAYS_AT_ONCE):
            rows = self._labelled(days[i : i + _DAYS_AT_ONCE])
            for key, cells in _cells(rows, versions):
                found.setdefault(key, []).append(cells)
        return {key: pa.concat_tables(parts) for key, parts in found.items()}

    def _days_of(self, ids: pa.ChunkedArray, among: frozenset[Day]) -> set[Day]:
        """Return the days *among* which there are predictions with *ids*.

        When such labels came, only the days of the label horizon were looked through.
        """
        wanted, found = pc.field("prediction_id").isin(pc.unique(ids)), set[Day]()
        dated = sorted(day for day in among if day is not None)
        for i in range(0, len(dated), _DAYS_AT_ONCE):
            part = self.rows.read(["day"], days=dated[i : i + _DAYS_AT_ONCE], where=wanted)
            found.update(pc.unique(part["day"]).to_pylist())
        return found

    def _labelled(self, days: Sequence[date]) -> pa.Table:
        rows = self._layout.to_named(self.rows.read(days=days))
        history = self._layout.labels().empty_table()
        if self._labels is not None:
            history = self._labels.read(days={*days, None})
        return self._engine.join_labels(rows, latest_labels(history))


def _undated(told: Changes) -> pa.ChunkedArray:
    """Return the ids of the new labels that lie on no day."""
    if None in told.redo:
        return told.snapshot.read(["prediction_id"], days={None})["prediction_id"]
    return told.inserted.filter(pc.is_null(told.inserted["day"]))["prediction_id"]


def _cells(rows: pa.Table, versions: Sequence[Deployed]) -> Iterator[tuple[CellKey, pa.Table]]:
    answered = rows.filter(IS_ANSWERED)
    for deployed in versions:
        part = rows_of(answered, deployed)
        if deployed.baseline is None or not part.num_rows:
            continue
        frame = TableFrame(named_rows(part, deployed))
        cells = score_cells(frame, deployed.baseline, timestamp=time_of(deployed), strict=False)
        if cells is not None:
            yield deployed.key(), cells_to_arrow(cells)


def handled(position: int | None) -> tuple[int, int]:
    """Return the versions of predictions and labels that scores contain.

    *position* is what their table has recorded of `FOLLOWER`.
    """
    if position is None:
        return NO_VERSION, NO_VERSION
    return (position & ((1 << _BITS) - 1)) - 1, (position >> _BITS) - 1


def _packed(position: tuple[int, int]) -> int:
    """Return both versions as one number; neither ever falls, so it never does."""
    return ((position[1] + 1) << _BITS) | (position[0] + 1)
