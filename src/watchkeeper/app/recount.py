"""Rows that were recorded before their baseline came: counted against it once."""

from __future__ import annotations

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.follow import Versions, recount_predictions
from watchkeeper.app.follow_labels import recount_labels
from watchkeeper.app.recorded_rows import is_of
from watchkeeper.engine import LocalEngine
from watchkeeper.store.lake.schemas import PREDICTIONS
from watchkeeper.store.store import Store


def count_new_baselines(store: Store, engine: LocalEngine, model: str, versions: Versions) -> None:
    """Count everything anew where a version has rows and a baseline that it had not before.

    That a baseline was looked at is remembered only when all is counted: an interrupted call is
    simply made again.
    """
    settings = store.catalog.settings
    new = [
        d for d in versions() if d.baseline is not None and settings.get(_mark(model, d)) is None
    ]
    if any(_has_rows(store, model, deployed) for deployed in new):
        recount_predictions(store, model, versions)
        recount_labels(store, engine, model, versions)
    for deployed in new:
        settings.put(_mark(model, deployed), "1")


def _mark(model: str, deployed: Deployed) -> str:
    key = deployed.key()
    return f"counted/{model}/{key.environment}/{key.version}/{key.baseline_id}"


def _has_rows(store: Store, model: str, deployed: Deployed) -> bool:
    table = store.table(model, PREDICTIONS)
    if not table.exists():
        return False
    return bool(table.snapshot().read(["day"], where=is_of(deployed)).num_rows)
