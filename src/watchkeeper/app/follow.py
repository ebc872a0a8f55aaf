"""Followers: rows that arrived become cells, each commit once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.deployed import Deployed
from watchkeeper.app.scored import score_cells
from watchkeeper.engine import LocalEngine
from watchkeeper.performance.cells_arrow import cells_to_arrow
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.frame import TableFrame
from watchkeeper.profile.kernel import profile_rows
from watchkeeper.profile.timestamps import utc_hours, utc_microseconds
from watchkeeper.profile.windows import utc
from watchkeeper.store.cell_key import CellKey
from watchkeeper.store.labels import read_labels
from watchkeeper.store.lake.feed import changes_since
from watchkeeper.store.lake.schemas import LABELS, PREDICTIONS, PROFILES, SCORES
from watchkeeper.store.lake.snapshot import Day
from watchkeeper.store.lake.table import NO_VERSION
from watchkeeper.store.latest_labels import latest_labels
from watchkeeper.store.predictions import read_predictions
from watchkeeper.store.profiles import append_profiles
from watchkeeper.store.scores import replace_scores
from watchkeeper.store.store import Store

REJECTED, RESCUED = "#rejected", "#rescued"
_FOLLOWER = "follow"
_BITS = 31
_LABEL = "label"


def follow_predictions(store: Store, model: str, versions: Sequence[Deployed]) -> datetime | None:
    """Profile the rows that arrived since the last call; return the earliest hour they touch.

    The version of ``predictions`` that was handled is recorded in the same commit as the
    cells, so a step that was interrupted is simply done again.
    """
    table = store.table(model, PREDICTIONS)
    if not table.exists():
        return None
    handled = store.table(model, PROFILES).transaction_version(_FOLLOWER)
    changes = changes_since(table, NO_VERSION if handled is None else handled)
    if changes.version == handled:
        return None
    layout = store.layout(model)
    rows = [layout.to_named(changes.inserted)]
    if changes.redo:
        rows.append(read_predictions(store, model, days=changes.redo))
    cells = dict(_cells(rows, versions))
    append_profiles(
        store, model, cells, redone=changes.redo, transaction=(_FOLLOWER, changes.version)
    )
    starts = [part.start[0] for part in cells.values() if len(part)]
    redone = [np.datetime64(day, "us") for day in changes.redo if day is not None]
    return utc(min([*starts, *redone])) if starts or redone else None


def profile_history(store: Store, model: str, deployed: Deployed) -> None:
    """Profile all rows of a version anew: its baseline came after its first rows."""
    rows = read_predictions(store, model)
    cells = dict(_cells([rows], [deployed]))
    append_profiles(store, model, cells, transaction=(f"baseline/{deployed.key()}", 1))


def follow_labels(
    store: Store, engine: LocalEngine, model: str, versions: Sequence[Deployed]
) -> datetime | None:
    """Recompute the scores of the days that new rows or labels touch; return the earliest."""
    predictions, labels = store.table(model, PREDICTIONS), store.table(model, LABELS)
    if not predictions.exists():
        return None
    handled = _handled(store, model)
    seen = changes_since(predictions, handled[0], columns=["day"])
    days, version = set(seen.days), NO_VERSION
    if labels.exists():
        named = changes_since(labels, handled[1], columns=["day", "prediction_id"])
        version = named.version
        days |= set(named.days)
    if (seen.version, version) == handled:
        return None
    dated = sorted(day for day in days if day is not None)
    tables = [part for day in dated for part in _score_day(store, engine, model, day, versions)]
    replace_scores(
        store,
        model,
        _by_key(tables),
        dated,
        transaction=(_FOLLOWER, _position(seen.version, version)),
    )
    return datetime.combine(dated[0], time(), UTC) if dated else None


def _handled(store: Store, model: str) -> tuple[int, int]:
    """Return the versions of predictions and labels that the scores contain."""
    position = store.table(model, SCORES).transaction_version(_FOLLOWER)
    if position is None:
        return NO_VERSION, NO_VERSION
    return (position & ((1 << _BITS) - 1)) - 1, (position >> _BITS) - 1


def _position(predictions: int, labels: int) -> int:
    """Return both versions as one number; neither ever falls, so it never does."""
    return ((labels + 1) << _BITS) | (predictions + 1)


def _cells(
    rows: Iterable[pa.Table], versions: Sequence[Deployed]
) -> Iterator[tuple[CellKey, ProfileCells]]:
    table = pa.concat_tables(rows, promote_options="default")
    for deployed, baseline, part in _of_versions(table, versions):
        answered = pc.equal(part["status"], "answered")
        yield deployed.key(), _profile(part.filter(answered), deployed, baseline)
        for segment, mask in (
            (REJECTED, pc.invert(answered)),
            (RESCUED, pc.is_valid(part["rescued"])),
        ):
            some = part.filter(mask)
            if some.num_rows:
                yield deployed.key(segment), _count(some)


def _of_versions(
    table: pa.Table, versions: Sequence[Deployed]
) -> Iterator[tuple[Deployed, Baseline, pa.Table]]:
    for deployed in versions:
        mine = pc.and_(
            pc.equal(table["version"], deployed.version.version),
            pc.equal(table["environment"], str(deployed.version.environment)),
        )
        part = table.filter(mine)
        if deployed.baseline is not None and part.num_rows:
            yield deployed, deployed.baseline, part


def _profile(rows: pa.Table, deployed: Deployed, baseline: Baseline) -> ProfileCells:
    frame = TableFrame(named_rows(rows, deployed))
    microseconds, valid, _ = utc_microseconds(frame, _time(deployed))
    return profile_rows(frame, baseline.columns, hours=utc_hours(microseconds, valid))


def _count(rows: pa.Table) -> ProfileCells:
    frame = TableFrame(rows.select(["timestamp"]))
    microseconds, valid, _ = utc_microseconds(frame, "timestamp")
    return profile_rows(frame, (), hours=utc_hours(microseconds, valid))


def named_rows(rows: pa.Table, deployed: Deployed) -> pa.Table:
    """Return rows of the lake under the column names of the version's reference."""
    columns: dict[str, pa.ChunkedArray] = {}
    if "features" in rows.column_names:
        features = rows["features"].combine_chunks()
        names = [field.name for field in features.type]
        columns |= dict(zip(names, features.flatten(), strict=True))
    roles = deployed.baseline.roles if deployed.baseline is not None else None
    columns[_time(deployed)] = rows["timestamp"]
    if roles is None:
        return pa.table(columns)
    if roles.prediction is not None:
        columns[roles.prediction] = rows["prediction"]
    if isinstance(roles.score, str):
        columns[roles.score] = rows["score"]
    elif roles.score is not None and "scores" in rows.column_names:
        scores = rows["scores"].combine_chunks()
        by_class = dict(zip([f.name for f in scores.type], scores.flatten(), strict=True))
        columns |= {
            column: by_class[str(name)]
            for name, column in roles.score.items()
            if str(name) in by_class
        }
    if _LABEL in rows.column_names and roles.label is not None:
        columns[roles.label] = rows[_LABEL]
    return pa.table(columns)


def _time(deployed: Deployed) -> str:
    roles = deployed.baseline.roles if deployed.baseline is not None else None
    return roles.timestamp if roles is not None and roles.timestamp else "timestamp"


def labelled_rows(
    store: Store,
    engine: LocalEngine,
    model: str,
    *,
    days: Collection[Day] | None = None,
    known_at: datetime | None = None,
) -> pa.Table:
    """Return predictions with the label that stands (null where none has arrived)."""
    predictions = read_predictions(store, model, days=days)
    history = read_labels(store, model, days=days)
    if known_at is not None:
        at = pa.scalar(known_at, pa.timestamp("us", "UTC"))
        predictions = predictions.filter(pc.less_equal(predictions["received_at"], at))
        history = history.filter(pc.less_equal(history["received_at"], at))
    return engine.join_labels(predictions, latest_labels(history))


def _score_day(
    store: Store, engine: LocalEngine, model: str, day: date, versions: Sequence[Deployed]
) -> Iterator[tuple[CellKey, pa.Table]]:
    rows = labelled_rows(store, engine, model, days={day})
    for deployed, baseline, part in _of_versions(rows, versions):
        answered = part.filter(pc.equal(part["status"], "answered"))
        frame = TableFrame(named_rows(answered, deployed))
        cells = score_cells(frame, baseline, timestamp=_time(deployed), strict=False)
        if cells is not None:
            yield deployed.key(), cells_to_arrow(cells)


def _by_key(tables: Iterable[tuple[CellKey, pa.Table]]) -> dict[CellKey, pa.Table]:
    found: dict[CellKey, list[pa.Table]] = {}
    for key, table in tables:
        found.setdefault(key, []).append(table)
    return {key: pa.concat_tables(parts) for key, parts in found.items()}
