"""What a version's rows looked like lately."""

from __future__ import annotations

from datetime import timedelta

from watchkeeper.app.deployed import Deployed
from watchkeeper.model import Every, Model
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.store.cell_key import Hours
from watchkeeper.store.profiles import read_profiles
from watchkeeper.store.store import Store


def recent_profile(
    store: Store, model: Model, deployed: Deployed, every: str, *, windows: int
) -> ProfileCells | None:
    """Return the counts of the last *windows* windows, up to now, in one cell.

    None where the version has no baseline, or no rows then.
    """
    if deployed.baseline is None:
        return None
    grid = Every.parse(every, timezone=model.timezone)
    now = store.clock.now()
    start = now - windows * timedelta(weeks=1) / grid.per_week
    sizes = {c.name: c.bins.size for c in deployed.baseline.columns}
    found = read_profiles(store, model.name, deployed.key(), sizes, Hours(start, now))
    return found.total() if found is not None and len(found) else None
