"""Labels: the whole history in the order of receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.store.declare import open_table
from watchkeeper.store.given import (
    check_columns,
    check_present,
    check_values,
    put_column,
    utc_days,
    with_classes,
    with_default,
    with_names,
)
from watchkeeper.store.identity import Bools
from watchkeeper.store.lake.cast import Misplaced, fit_to
from watchkeeper.store.lake.compaction import compact_if_due
from watchkeeper.store.lake.schemas import LABELS, PREDICTIONS, TIMESTAMP
from watchkeeper.store.lake.snapshot import Day
from watchkeeper.store.lake.table import retried
from watchkeeper.store.layout import Layout
from watchkeeper.store.predictions import WriteResult
from watchkeeper.store.store import Store

SOURCES = ("natural", "manual", "weak", "feedback", "judge")
VERDICTS = ("label", "cannot_say", "skip")
DUPLICATES, RESCUED, WAITING = "label_duplicates", "label_rescued", "labels_without_prediction"

_KEY = (
    *("prediction_id", "source", "annotator", "verdict", "label", "observed_at"),
    "rescued",
)
_MADE_HERE = ("day", "received_at", "sequence", "rescued")
_DAYS_AT_ONCE = 7


def write_labels(
    store: Store,
    model: str,
    table: pa.Table,
    *,
    misfits: Misplaced | None = None,
    transaction: tuple[str, int] | None = None,
) -> WriteResult:
    """Record labels of *model*; when this returns they are on the disk.

    Nothing is overwritten: a correction is a later row. Only the very same record a second
    time is dropped, and counted: who goes back to an earlier label gives its ``observed_at``.
    A label lies on the day of its prediction; where ``prediction_time`` is not given, or no
    such prediction is on that day, it is looked up, back to the model's ``label_horizon``.
    A label whose prediction is older, or is not there (yet), is kept without a day: readers
    join it to its prediction all the same.

    Args:
        store: The workspace.
        model: Its name.
        table: ``prediction_id`` and ``label``; also ``prediction_time``, ``observed_at``,
            ``source`` (default natural), ``annotator`` and ``verdict`` (default label).
        misfits: Values of single rows that no column of *table* can hold; kept in ``rescued``.
        transaction: Application id and number, recorded with the rows. Nothing happens when the
            table has that number, or a later one, of that application.

    Raises:
        DataError: a column is missing or unknown, an id is missing, or a source or verdict is
            unknown.
        LeaseHeld: another process is writing and does not end.
    """
    with store.writer(model):
        layout = store.layout(model)
        data = _with_times(store, layout, _fit(store, layout, table, misfits))
        keep = _write_new(store, layout, data, transaction)
        if keep is None:
            return WriteResult(tuple(data["prediction_id"].to_pylist()), 0, 0, 0)
        _count(store, model, data, keep)
    return WriteResult(
        tuple(data["prediction_id"].to_pylist()),
        accepted=int(keep.sum()),
        duplicates=int((~keep).sum()),
        rescued=int(np.count_nonzero(np.asarray(data["rescued"].is_valid()) & keep)),
    )


def read_labels(store: Store, model: str, *, days: Collection[Day] | None = None) -> pa.Table:
    """Read the history of labels in the order of receipt.

    Args:
        store: The workspace.
        model: Its name.
        days: Days of the predictions; labels whose prediction was not there when they came
            are always among the rows. None for all.
    """
    table = store.table(model, LABELS)
    if not table.exists():
        return store.layout(model).labels().empty_table()
    wanted = None if days is None else {*days, None}
    return table.snapshot().read(days=wanted).sort_by("sequence")


def _fit(store: Store, layout: Layout, table: pa.Table, misfits: Misplaced | None) -> pa.Table:
    schema = layout.labels()
    check_columns(table, set(schema.names) - set(_MADE_HERE), needed=("prediction_id", "label"))
    table = with_names(table, "prediction_id")
    check_present(table, "prediction_id")
    table = with_default(table, "source", pa.scalar(SOURCES[0]))
    table = with_default(table, "verdict", pa.scalar(VERDICTS[0]))
    check_values(table, "source", SOURCES)
    check_values(table, "verdict", VERDICTS)
    if pa.types.is_string(layout.answer_type):
        table = with_classes(table, "label")
    fitted = fit_to(table, schema, misfits)
    received = pa.repeat(pa.scalar(store.clock.now(), TIMESTAMP), table.num_rows)
    data = put_column(fitted.table, "received_at", received)
    if pa.types.is_floating(layout.answer_type):
        label = data["label"].combine_chunks()
        data = put_column(data, "label", pc.if_else(pc.is_nan(label), None, label))
    return put_column(data, "rescued", fitted.rescued)


def _with_times(store: Store, layout: Layout, data: pa.Table) -> pa.Table:
    """Put each label on the day of its prediction; a given time that finds it is not doubted."""
    times = data["prediction_time"].combine_chunks()
    data = put_column(data, "day", utc_days(times))
    unsure = pc.invert(_are_there(store, layout, data))
    if pc.any(unsure).as_py():
        found = _find_times(store, layout, data["prediction_id"].filter(unsure))
        at = pc.index_in(data["prediction_id"], value_set=found["prediction_id"].combine_chunks())
        looked_up = found["timestamp"].combine_chunks().take(at.combine_chunks())
        times = pc.if_else(unsure, pc.coalesce(looked_up, times), times)
    data = put_column(data, "prediction_time", times)
    return put_column(data, "day", utc_days(times))


def _are_there(store: Store, layout: Layout, labels: pa.Table) -> pa.Array:
    """Return whether the prediction of each label lies on the label's day."""
    table = store.table(layout.model.name, PREDICTIONS)
    days = {day for day in pc.unique(labels["day"]).to_pylist() if day is not None}
    if not days or not table.exists():
        return pa.repeat(False, labels.num_rows)
    among = pc.field("prediction_id").isin(pc.unique(labels["prediction_id"]))
    rows = table.snapshot().read(["prediction_id", "day"], days=days, where=among)
    there = pc.is_in(_dated(labels), value_set=_dated(rows), skip_nulls=True)
    return there.combine_chunks()


def _dated(rows: pa.Table) -> pa.ChunkedArray:
    """Return id and day as one text; null without a day."""
    return pc.binary_join_element_wise(rows["prediction_id"], rows["day"].cast(pa.string()), "/")


def _find_times(store: Store, layout: Layout, ids: pa.ChunkedArray) -> pa.Table:
    """Return ids and times of the predictions with *ids*, looking from the newest day back."""
    columns = ["prediction_id", "timestamp"]
    table = store.table(layout.model.name, PREDICTIONS)
    found = layout.predictions().empty_table().select(columns)
    if not table.exists():
        return found
    snapshot = table.snapshot()
    oldest = _oldest_day(store.clock.now(), layout.model.label_horizon)
    days = sorted((d for d in snapshot.days if d is not None and d >= oldest), reverse=True)
    missing = pc.unique(ids)
    for i in range(0, len(days), _DAYS_AT_ONCE):
        among = pc.field("prediction_id").isin(missing)
        part = snapshot.read(columns, days=days[i : i + _DAYS_AT_ONCE], where=among)
        found = pa.concat_tables([found, part])
        known = pc.is_in(missing, value_set=pc.unique(found["prediction_id"]))
        missing = missing.filter(pc.invert(known))
        if not len(missing):
            break
    return found


def _oldest_day(now: datetime, horizon: timedelta) -> date:
    try:
        return (now.astimezone(UTC) - horizon).date()
    except OverflowError:
        return date.min


def _write_new(
    store: Store, layout: Layout, data: pa.Table, transaction: tuple[str, int] | None
) -> Bools | None:
    table = store.table(layout.model.name, LABELS)
    identities = store.identities(table, _KEY)

    def step() -> Bools | None:
        snapshot = open_table(table, layout.labels())
        if snapshot.has_transaction(transaction):
            table.settle()
            return None
        sifted = identities.sift(snapshot, data)
        if sifted.keep.any():
            # A commit lands on the next version or fails: the order of receipt is known before.
            first = (snapshot.version + 1) << 32
            sequence = pa.array(np.arange(first, first + data.num_rows, dtype=np.int64))
            numbered = put_column(data, "sequence", sequence)
            new = numbered.filter(pa.array(sifted.keep))
            version = table.commit(snapshot, new, transaction=transaction)
            identities.record(version, data, sifted)
            identities.moved_to(compact_if_due(table, version))
        return sifted.keep

    return retried(step)


def _count(store: Store, model: str, data: pa.Table, keep: Bools) -> None:
    rescued = np.asarray(data["rescued"].is_valid()) & keep
    waiting = np.asarray(data["day"].is_null()) & keep
    for name, rows in ((DUPLICATES, ~keep), (RESCUED, rescued), (WAITING, waiting)):
        if rows.any():
            days = data["day"].filter(pa.array(rows)).to_pylist()
            store.catalog.counters.add(model, name, Counter(days))
