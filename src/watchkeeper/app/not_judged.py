"""Live versions of which nothing can be said yet: unknown is an answer, silence is none."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.recorded_rows import is_of
from watchkeeper.model import Finding, Level
from watchkeeper.model.figures import times
from watchkeeper.store.lake.schemas import PREDICTIONS
from watchkeeper.store.store import Store

MONITOR = "baseline"


def not_judged(store: Store, model: str, live: Sequence[Deployed]) -> list[Finding]:
    """Return one ``unknown`` finding, without a window, per version that cannot be judged yet.

    That is one without a baseline, or without a single row.
    """
    found = []
    for deployed in live:
        rows = _rows(store, model, deployed)
        if deployed.baseline is None:
            reason = f"collecting: {times(rows, 'row')} so far, and no baseline to judge them by"
        elif not rows:
            reason = "no row has arrived yet"
        else:
            continue
        found.append(_finding(store, model, deployed, rows, reason))
    return found


def _rows(store: Store, model: str, deployed: Deployed) -> int:
    table = store.table(model, PREDICTIONS)
    if not table.exists():
        return 0
    return int(table.snapshot().read(["day"], where=is_of(deployed)).num_rows)


def _finding(store: Store, model: str, deployed: Deployed, rows: int, reason: str) -> Finding:
    return Finding(
        monitor=MONITOR,
        subject="stream",
        subject_kind="model",
        level=Level.UNKNOWN,
        reason=reason,
        n_current=rows,
        model=model,
        version=deployed.version.version,
        environment=str(deployed.version.environment),
        known_at=store.clock.now(),
    )
