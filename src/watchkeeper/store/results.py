"""Findings in the lake: what was said about a window, and when it was known."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.errors import DataError
from watchkeeper.model.finding import Finding, Level, finding_from_dict
from watchkeeper.model.window import Window
from watchkeeper.store.lake.compaction import compact_if_due
from watchkeeper.store.lake.schemas import RESULTS, TIMESTAMP
from watchkeeper.store.lake.snapshot import Day
from watchkeeper.store.store import Store

_EVALUATION = (
    *("monitor", "version", "environment", "segment"),
    *("window_start", "window_end"),
)
JUDGEMENT = (*_EVALUATION, "batch", "known_at")
#: How a window was judged, without the text of what was said.
SAID = (*JUDGEMENT, "subject", "level", "day")
LOUD = (Level.WARNING, Level.CRITICAL)
RESULTS_ORDER = [("window_start", "ascending"), ("monitor", "ascending"), ("subject", "ascending")]


def append_results(
    store: Store, model: str, findings: Iterable[Finding], *, known_at: datetime, batch: int
) -> bool:
    """Add the findings of one evaluation batch of *model*, once however often it is called.

    Args:
        store: The workspace.
        model: Its name.
        findings: Each with its window, version and environment.
        known_at: When they were known; it becomes theirs.
        batch: The number of the batch in the catalog.

    Returns:
        False when the batch's findings were there already.

    Raises:
        DataError: a finding has no window.
    """
    rows = [_row(finding, known_at, batch) for finding in findings]
    table = store.made_table(model, RESULTS)
    data = pa.Table.from_pylist(rows, schema=RESULTS.schema)
    version = table.append(data, transaction=(_app_id(batch), 1))
    if version is not None:
        compact_if_due(table, version)
    return version is not None


def results_written(store: Store, model: str, batch: int) -> bool:
    """Return whether the findings of a batch are in the lake."""
    return store.table(model, RESULTS).transaction_version(_app_id(batch)) is not None


def read_results(
    store: Store,
    model: str,
    *,
    known_at: datetime | None = None,
    during: Window | None = None,
    monitor: str | None = None,
    subject: str | None = None,
    levels: Collection[Level] = (),
) -> list[Finding]:
    """Return the findings of every window, as they stood at *known_at* (None: now).

    Of a window that was judged more than once, only the last judgement by then is returned.

    Args:
        store: The workspace.
        model: Its name.
        known_at: Leaves out what became known later.
        during: Only windows that lie in this stretch; None for all.
        monitor: Only this monitor's; None for all.
        subject: Only about this column, metric or part; None for all.
        levels: Only findings of these levels; empty for all.
    """
    table = store.table(model, RESULTS)
    if not table.exists():
        return []
    snapshot = table.snapshot()
    where = _where(known_at, during, monitor)
    wanted = where
    if subject is not None:
        wanted = wanted & (pc.field("subject") == subject)
    if levels:
        wanted = wanted & pc.field("level").isin([str(level) for level in levels])
    if wanted is where:
        rows = said = snapshot.read(days=_days(snapshot.days, during), where=where)
    else:
        # Which judgement of a window stands is seen only on all of its rows. The texts are
        # nearly all there is to read: only those of days with a row that is wanted.
        said = snapshot.read(SAID, where=where)
        rows = snapshot.read(where=wanted, days=said.filter(wanted)["day"].unique().to_pylist())
    return findings_of(standing(rows, said))


def findings_of(rows: pa.Table) -> list[Finding]:
    """Return the findings in *rows* of the table, in order of time."""
    texts = rows.sort_by(RESULTS_ORDER)["finding"].to_pylist()
    return [finding_from_dict(json.loads(text)) for text in texts]


def _days(there: Collection[Day], during: Window | None) -> list[Day] | None:
    """Return the days on which a window in *during* can lie: rows lie on that of their start."""
    if during is None:
        return None
    first, last = during.start.astimezone(UTC).date(), during.end.astimezone(UTC).date()
    return [day for day in there if day is not None and first <= day <= last]


def _where(known_at: datetime | None, during: Window | None, monitor: str | None) -> pc.Expression:
    where = pc.field("known_at").is_valid()
    if known_at is not None:
        where = where & (pc.field("known_at") <= pa.scalar(known_at, TIMESTAMP))
    if during is not None:
        where = where & (pc.field("window_start") >= pa.scalar(during.start, TIMESTAMP))
        where = where & (pc.field("window_end") <= pa.scalar(during.end, TIMESTAMP))
    if monitor is not None:
        where = where & (pc.field("monitor") == monitor)
    return where


def _app_id(batch: int) -> str:
    return f"evaluation/{batch}"


def _row(finding: Finding, known_at: datetime, batch: int) -> dict[str, object]:
    if finding.window_start is None or finding.window_end is None:
        raise DataError(f"the finding of {finding.monitor} about {finding.subject} has no window")
    text = json.dumps(finding.to_dict() | {"known_at": known_at.isoformat()}, ensure_ascii=False)
    return {
        "day": finding.window_start.astimezone(UTC).date(),
        "known_at": known_at,
        "batch": batch,
        "monitor": finding.monitor,
        "version": finding.version or "",
        "environment": finding.environment or "",
        "segment": finding.segment or "",
        "window_start": finding.window_start,
        "window_end": finding.window_end,
        "subject": finding.subject,
        "level": str(finding.level),
        "finding": text,
    }


def standing(rows: pa.Table, said: pa.Table) -> pa.Table:
    """Keep, of each evaluated window, the *rows* of the batch that was known last.

    *said* has all rows of those windows; their order is not kept.
    """
    return without(rows, superseded(said))


def superseded(said: pa.Table) -> pa.Table:
    """Return the evaluations, each with its batch, that a later judgement took the place of."""
    batches = said.group_by(_EVALUATION).aggregate([("batch", "min"), ("batch", "max")])
    again = batches.filter(pc.field("batch_min") != pc.field("batch_max"))
    # Few windows are judged again: joins see the rows of their times and batches only.
    there = said.filter(pc.is_in(said["window_start"], again["window_start"].combine_chunks()))
    there = there.join(again, [*_EVALUATION], join_type="left semi")
    judged = there.group_by([*_EVALUATION, "batch"]).aggregate([("known_at", "max")])
    ordered = judged.sort_by([("known_at_max", "ascending"), ("batch", "ascending")])
    last = ordered.group_by(_EVALUATION, use_threads=False).aggregate([("batch", "last")])
    keys = [*_EVALUATION, "batch"]
    return judged.join(last, keys, [*_EVALUATION, "batch_last"], join_type="left anti").select(keys)


def without(rows: pa.Table, gone: pa.Table) -> pa.Table:
    """Return *rows* but for those of the `superseded` judgements."""
    if not gone.num_rows:
        return rows
    touched = pc.is_in(rows["batch"], gone["batch"].combine_chunks())
    kept = rows.filter(touched).join(gone, [*_EVALUATION, "batch"], join_type="left anti")
    return pa.concat_tables([rows.filter(pc.invert(touched)), kept.select(rows.column_names)])
