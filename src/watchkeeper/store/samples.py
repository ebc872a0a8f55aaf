"""Samples: which predictions were drawn for labelling, and how likely that was."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.errors import DataError
from watchkeeper.store.given import check_columns, check_present, put_column, utc_days, with_names
from watchkeeper.store.identity import Bools
from watchkeeper.store.lake.cast import fit_to
from watchkeeper.store.lake.compaction import compact_if_due
from watchkeeper.store.lake.schemas import SAMPLES, TIMESTAMP
from watchkeeper.store.lake.snapshot import Snapshot
from watchkeeper.store.lake.table import retried
from watchkeeper.store.predictions import WriteResult
from watchkeeper.store.store import Store

_NEEDED = ("prediction_id", "plan", "inclusion_probability")


def write_samples(store: Store, model: str, table: pa.Table) -> WriteResult:
    """Record which predictions of *model* were drawn; when this returns they are on the disk.

    A sample is known by its prediction and its plan, and is fixed before any label: a second
    one like it is dropped and counted, the first stays.

    Args:
        store: The workspace.
        model: Its name.
        table: ``prediction_id``, ``plan`` (what the way of drawing is called) and
            ``inclusion_probability``, above 0 and at most 1; also ``drawn_at`` (default now).

    Raises:
        DataError: a column is missing or unknown, a value is missing, or a probability is none.
        LeaseHeld: another process is writing and does not end.
    """
    store.catalog.models.get(model)
    data = _fit(store, table)
    with store.writer(model):
        keep = _write_new(store, model, data)
    return WriteResult(
        tuple(data["prediction_id"].to_pylist()),
        accepted=int(keep.sum()),
        duplicates=int((~keep).sum()),
        rescued=0,
    )


def read_samples(store: Store, model: str, *, plan: str | None = None) -> pa.Table:
    """Return the samples of *model*, of one plan or of all."""
    table = store.table(model, SAMPLES)
    if not table.exists():
        return SAMPLES.schema.empty_table()
    where = None if plan is None else pc.field("plan") == plan
    return table.snapshot().read(where=where)


def _fit(store: Store, table: pa.Table) -> pa.Table:
    check_columns(table, {*_NEEDED, "drawn_at"}, needed=_NEEDED)
    for name in ("prediction_id", "plan"):
        table = with_names(table, name)
    fitted = fit_to(table, SAMPLES.schema)
    if fitted.rows_rescued:
        first = next(text for text in fitted.rescued.to_pylist() if text)
        raise DataError(f"{fitted.rows_rescued} samples have a value that does not fit: {first}")
    data = fitted.table
    for name in _NEEDED:
        check_present(data, name)
    chance = np.asarray(data["inclusion_probability"])
    wrong = chance[~((chance > 0) & (chance <= 1))]
    if wrong.size:
        raise DataError(
            f"inclusion_probability is {wrong[0]:g} in {wrong.size} of {chance.size} samples",
            hint="it is above 0 and at most 1: what was drawn could be drawn",
        )
    now = pa.scalar(store.clock.now(), TIMESTAMP)
    received = pa.repeat(now, data.num_rows)
    data = put_column(data, "received_at", received)
    data = put_column(data, "drawn_at", pc.fill_null(data["drawn_at"], now))
    return put_column(data, "day", utc_days(received))


def _write_new(store: Store, model: str, data: pa.Table) -> Bools:
    table = store.made_table(model, SAMPLES)
    keys = list(zip(data["prediction_id"].to_pylist(), data["plan"].to_pylist(), strict=True))

    def step() -> Bools:
        snapshot = table.snapshot()
        keep = _are_new(snapshot, data, keys)
        if keep.any():
            version = table.commit(snapshot, data.filter(pa.array(keep)))
            compact_if_due(table, version)
        return keep

    return retried(step)


def _are_new(snapshot: Snapshot, data: pa.Table, keys: list[tuple[str, str]]) -> Bools:
    among = pc.field("prediction_id").isin(pc.unique(data["prediction_id"]))
    rows = snapshot.read(["prediction_id", "plan"], where=among)
    seen = set(zip(rows["prediction_id"].to_pylist(), rows["plan"].to_pylist(), strict=True))
    keep = np.zeros(len(keys), np.bool_)
    for i, key in enumerate(keys):
        keep[i] = key not in seen
        seen.add(key)
    return keep
