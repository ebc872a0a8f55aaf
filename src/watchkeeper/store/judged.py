"""How windows were judged, read on from what was read before: files of a table never change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.model.finding import Finding
from watchkeeper.store.lake.files import DataFile
from watchkeeper.store.lake.schemas import RESULTS
from watchkeeper.store.lake.snapshot import Snapshot
from watchkeeper.store.results import LOUD, SAID, findings_of, superseded, without
from watchkeeper.store.store import Store

_KNOWN = pc.field("known_at").is_valid()


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of the results, and the files that they were read from."""

    files: frozenset[DataFile]
    rows: pa.Table

    def findings(self, gone: pa.Table) -> tuple[Finding, ...]:
        """Return the findings in order of time, without the judgements *gone*."""
        return tuple(findings_of(without(self.rows, gone)))


@dataclass(frozen=True)
class Judged:
    """All that was judged of a model without the reasons, and the findings that need somebody."""

    said: Kept
    loud_rows: Kept

    @cached_property
    def superseded(self) -> pa.Table:
        """Return which judgements a later one took the place of."""
        return superseded(self.said.rows)

    @cached_property
    def levels(self) -> pa.Table:
        """Return which level stands for every window, monitor and subject.

        The columns are ``monitor``, ``version``, ``environment``, ``segment``,
        ``window_start``, ``window_end``, ``subject``, ``level`` and ``day``.
        """
        return without(self.said.rows, self.superseded).drop_columns(["batch", "known_at"])

    @cached_property
    def loud(self) -> tuple[Finding, ...]:
        """Return the findings beyond a limit that stand, in order of time."""
        return self.loud_rows.findings(self.superseded)


def read_judged(store: Store, model: str, before: Judged | None = None) -> Judged:
    """Return how all windows of *model* were judged; of what *before* has nothing is read again."""
    snapshot = _snapshot(store, model)
    said = _read_on(snapshot, before.said if before else None, SAID)
    is_loud = pc.field("level").isin([str(level) for level in LOUD])
    # The texts are nearly all there is to read: only of days with something loud.
    days = said.rows.filter(is_loud)["day"].unique().to_pylist()
    loud = _read_on(snapshot, before.loud_rows if before else None, None, is_loud, days=days)
    return Judged(said, loud)


def read_about(store: Store, model: str, subject: str, before: Kept | None = None) -> Kept:
    """Return all rows about one *subject*; of what *before* has nothing is read again."""
    return _read_on(_snapshot(store, model), before, None, pc.field("subject") == subject)


def _snapshot(store: Store, model: str) -> Snapshot | None:
    table = store.table(model, RESULTS)
    return table.snapshot() if table.exists() else None


def _read_on(
    snapshot: Snapshot | None,
    before: Kept | None,
    columns: Sequence[str] | None,
    where: pc.Expression = _KNOWN,
    *,
    days: Collection[object] | None = None,
) -> Kept:
    if snapshot is None:
        schema = (
            RESULTS.schema if columns is None else pa.schema(map(RESULTS.schema.field, columns))
        )
        return Kept(frozenset(), schema.empty_table())
    files = frozenset(snapshot.files)
    known = before if before is not None and before.files <= files else None
    new = files - known.files if known is not None else files
    wanted = [file for file in new if days is None or file.day in days]
    rows = snapshot.read(columns, files=wanted, where=where & _KNOWN)
    return Kept(files, rows if known is None else pa.concat_tables([known.rows, rows]))
