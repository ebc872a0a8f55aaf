"""The baselines that a model has."""

from __future__ import annotations

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.workspace import Workspace
from watchkeeper.errors import NotFound, closest


def stored_baseline(ws: Workspace, model: str, baseline_id: str) -> Baseline:
    """Return a baseline of *model*.

    Raises:
        NotFound: there is no such model, or none of its baselines has that id.
    """
    ws.store.catalog.models.get(model)
    known = [found for found, _ in ws.store.catalog.models.baselines(model)]
    if baseline_id not in known:
        raise NotFound(
            f"{model!r} has no baseline {baseline_id!r}", hint=closest(baseline_id, known)
        )
    return Baseline.from_bytes(ws.store.load_baseline(baseline_id))
