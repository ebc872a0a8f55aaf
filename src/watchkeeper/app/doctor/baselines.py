"""Can every baseline that a version is judged against be read?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchkeeper.app.baseline import Baseline
from watchkeeper.app.doctor.check import Check
from watchkeeper.app.doctor.opened import opened
from watchkeeper.errors import WatchkeeperError
from watchkeeper.model import Clock, Level, Version
from watchkeeper.store import Store


def baselines(workspace: Path, clock: Clock) -> Iterator[Check]:
    """Yield the deployed versions of each model, and those whose baseline is lost."""
    with opened(workspace, clock) as store:
        if store is None:
            return
        for model in store.catalog.models.all():
            versions = store.catalog.models.versions(model.name)
            lost = [check for version in versions for check in _lost(store, version)]
            yield from lost or [_readable(model.name, versions)]


def _lost(store: Store, version: Version) -> Iterator[Check]:
    if version.baseline_id is None:
        return
    try:
        Baseline.from_bytes(store.load_baseline(version.baseline_id))
    except WatchkeeperError as error:
        yield Check(
            name="baselines",
            level=Level.CRITICAL,
            text=f"{version.model}, version {version.version}: {error.message}",
            action="restore the file from a copy, or deploy the version again with its baseline",
        )


def _readable(model: str, versions: tuple[Version, ...]) -> Check:
    without = [v.version for v in versions if v.baseline_id is None]
    named = ", ".join(v.version for v in versions) or "none"
    text = f"{model}: versions {named}; every baseline can be read"
    if not without:
        return Check(name="baselines", level=Level.OK, text=text)
    return Check(
        name="baselines",
        level=Level.WARNING,
        text=f"{model}: without a baseline nothing is judged: version {', '.join(without)}",
        action=f"when enough rows are there: workspace.set_baseline({model!r}, start, end)",
    )
