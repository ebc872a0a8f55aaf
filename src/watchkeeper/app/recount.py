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
    """Count everything anew where a version has rows and another baseline than at the last call.

    Also where it had that one once: cells stand for its present baseline only. Which one was
    counted is remembered only when all is counted: an interrupted call is simply made again.
    """
    settings = store.catalog.settings
    new = [d for d in versions() if d.key().baseline_id not in ("", settings.get(_mark(model, d)))]
    if any(_has_rows(store, model, deployed) for deployed in new):
        recount_predictions(store, model, versions)
        recount_labels(store, engine, model, versions)
    for deployed in new:
        settings.put(_mark(model, deployed), deployed.key().baseline_id)


def _mark(model: str, deployed: Deployed) -> str:
    key = deployed.key()
    return f"counted/{model}/{key.environment}/{key.version}"


def _has_rows(store: Store, model: str, deployed: Deployed) -> bool:
    table = store.table(model, PREDICTIONS)
    if not table.exists():
        return False
    return bool(table.snapshot().read(["day"], where=is_of(deployed)).num_rows)
