"""What was judged since somebody last looked: the results table, followed."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.model.deviation import Answered, Check
from watchkeeper.model.finding import Level
from watchkeeper.store.catalog.deviations import NewAnswers
from watchkeeper.store.lake.feed import changes_since
from watchkeeper.store.lake.schemas import RESULTS
from watchkeeper.store.lake.table import NO_VERSION
from watchkeeper.store.results import LOUD, SAID, findings_of, standing
from watchkeeper.store.store import Store

_COLUMNS = [*SAID, "finding"]
_LOUD = [str(level) for level in LOUD]
_CHECK = ["environment", "monitor", "subject"]


def new_answers(store: Store, model: str, version: int | None) -> tuple[int, NewAnswers] | None:
    """Return what was judged of *model* after *version* of its results, and the version now.

    None: nothing was. Called again with the same version it returns the same.
    """
    table = store.table(model, RESULTS)
    newest = table.version()
    if newest == (NO_VERSION if version is None else version):
        return None
    changes = changes_since(table, NO_VERSION if version is None else version, columns=_COLUMNS)
    rows = changes.inserted
    if changes.redo:
        again = changes.snapshot.read(_COLUMNS, days=changes.redo)
        rows = pa.concat_tables([rows, again])
    return changes.version, _answers(model, standing(rows, rows))


def _answers(model: str, rows: pa.Table) -> NewAnswers:
    keys = ("monitor", "version", "environment", "window_start")
    judged = frozenset(zip(*(rows[name].to_pylist() for name in keys), strict=True))
    loud = rows.filter(pc.is_in(rows["level"], value_set=pa.array(_LOUD)))
    return NewAnswers(
        model=model, judged=judged, loud=findings_of(loud), answers=_newest(model, rows)
    )


def _newest(model: str, rows: pa.Table) -> dict[Check, Answered]:
    ok = pc.if_else(pc.equal(rows["level"], str(Level.OK)), rows["window_start"], pa.scalar(None))
    seen = rows.append_column("ok_start", ok).group_by(_CHECK)
    newest = seen.aggregate([("window_start", "max"), ("ok_start", "max")]).to_pylist()
    return {
        Check(model, *(row[name] for name in _CHECK)): Answered(
            seen_from=row["window_start_max"], ok_from=row["ok_start_max"]
        )
        for row in newest
    }
