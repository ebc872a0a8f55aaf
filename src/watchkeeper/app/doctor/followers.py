"""Are the rows and labels that arrived counted in profiles and scores?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from watchkeeper.app.doctor.check import Check
from watchkeeper.app.doctor.opened import opened
from watchkeeper.app.doctor.patience import patience
from watchkeeper.app.follow import FOLLOWER
from watchkeeper.app.follow_labels import handled
from watchkeeper.model import Clock, Level
from watchkeeper.model.figures import times
from watchkeeper.store import Store
from watchkeeper.store.lake.schemas import LABELS, PREDICTIONS, PROFILES, SCORES, TableSpec
from watchkeeper.store.lake.table import NO_VERSION


@dataclass(frozen=True, slots=True)
class _Lag:
    """Commits of a table that a follower has not handled, and when the first was made."""

    follower: str
    source: str
    commits: int
    since: datetime


def followers(workspace: Path, clock: Clock) -> Iterator[Check]:
    """Yield which commits of each model are not counted yet; a while after they came is normal."""
    with opened(workspace, clock) as store:
        if store is None:
            return
        for model in store.catalog.models.all():
            lags = list(_lags(store, model.name))
            if not lags:
                text = f"{model.name}: all that arrived is counted"
                yield Check(name="followers", level=Level.OK, text=text)
            late = clock.now() - patience(workspace)
            yield from (_told(model.name, lag, late, workspace) for lag in lags)


def _told(model: str, lag: _Lag, late: datetime, workspace: Path) -> Check:
    text = (
        f"{model}: {lag.follower} lack {times(lag.commits, 'commit')} of {lag.source}, "
        f"the first of {lag.since:%Y-%m-%d %H:%M} UTC"
    )
    if lag.since >= late:
        return Check(name="followers", level=Level.OK, text=text)
    action = f"let a scheduler call: watchkeeper run --workspace {workspace}"
    return Check(name="followers", level=Level.WARNING, text=text, action=action)


def _lags(store: Store, model: str) -> Iterator[_Lag]:
    profiled = store.table(model, PROFILES).transaction_version(FOLLOWER)
    yield from _lag(
        store, model, "profiles", PREDICTIONS, NO_VERSION if profiled is None else profiled
    )
    rows, labels = handled(store.table(model, SCORES).transaction_version(FOLLOWER))
    yield from _lag(store, model, "scores", PREDICTIONS, rows)
    yield from _lag(store, model, "scores", LABELS, labels)


def _lag(store: Store, model: str, follower: str, source: TableSpec, done: int) -> Iterator[_Lag]:
    table = store.table(model, source)
    if not table.exists():
        return
    # The first commit of a table makes it: it holds no row.
    snapshot = table.snapshot()
    commits = snapshot.version - max(0, done)
    if commits > 0:
        first = snapshot.handle.history(commits)[-1]
        since = datetime.fromtimestamp(first["timestamp"] / 1000, UTC)
        yield _Lag(follower, source.name, commits, since)
