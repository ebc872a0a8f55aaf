"""What arrived twice, did not fit, or found no partner?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from pathlib import Path

from watchkeeper.app.doctor.check import Check
from watchkeeper.app.doctor.opened import opened
from watchkeeper.model import Clock, Level
from watchkeeper.model.figures import count
from watchkeeper.store import Store, labels, predictions

_RECENT = timedelta(days=7)
_RESCUED = (predictions.RESCUED, labels.RESCUED)
_SAID = {
    predictions.DUPLICATES: "predictions dropped because they came twice",
    predictions.RESCUED: "predictions with a value that did not fit and is kept beside",
    predictions.OTHER_DAY: "predictions with an id of another day",
    labels.DUPLICATES: "labels dropped because they came twice",
    labels.RESCUED: "labels that did not fit and are kept beside",
    labels.WAITING: "labels that came before their prediction, or without one",
}


def counters(workspace: Path, clock: Clock) -> Iterator[Check]:
    """Yield what was counted of each model; values that did not fit lately are worth a look."""
    with opened(workspace, clock) as store:
        if store is None:
            return
        since = clock.now().astimezone(UTC).date() - _RECENT
        for model in store.catalog.models.all():
            yield _of_model(store, model.name, since)


def _of_model(store: Store, model: str, since: date) -> Check:
    totals = {name: store.catalog.counters.total(model, name) for name in _SAID}
    said = [f"{_SAID[name]}: {count(n)}" for name, n in totals.items() if n]
    text = f"{model}: {'; '.join(said) or 'nothing was dropped or did not fit'}"
    lately = [store.catalog.counters.by_day(model, name) for name in _RESCUED]
    if not any(day is not None and day >= since for by_day in lately for day in by_day):
        return Check(name="counters", level=Level.OK, text=text)
    return Check(
        name="counters",
        level=Level.WARNING,
        text=f"{text}; some of the last 7 days did not fit",
        action=f"see the column `rescued` of workspace.predictions({model!r}) for what came",
    )
