"""What arrived of a stream, hour by hour: answered rows, and those that went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

from watchkeeper.app.deployed import Deployed
from watchkeeper.app.follow import REJECTED, RESCUED
from watchkeeper.model import Window
from watchkeeper.profile.cells import ColumnCells, ProfileCells
from watchkeeper.profile.windows import moments, utc
from watchkeeper.store.cell_key import Hours
from watchkeeper.store.lake.schemas import PROFILES
from watchkeeper.store.profiles import read_profiles
from watchkeeper.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Hourly cells in order of time; ``hours`` (datetime64) are those in which any row came."""

    answered: ProfileCells
    rejected: ProfileCells
    rescued: ProfileCells
    hours: npt.NDArray[np.datetime64] = field(init=False)

    def __post_init__(self) -> None:
        starts = [cells.start for cells in (self.answered, self.rejected, self.rescued)]
        object.__setattr__(self, "hours", np.unique(np.concatenate(starts)))

    @property
    def last(self) -> datetime | None:
        """Return the last hour in which a row came; None: none did."""
        return utc(self.hours[-1]) if self.hours.size else None

    def last_before_end(self, window: Window) -> datetime | None:
        """Return the last hour with a row that begins before *window* ends; None: none did."""
        before = int(np.searchsorted(self.hours, moments([window.end]))[0])
        return utc(self.hours[before - 1]) if before else None


def read_heard(store: Store, model: str, deployed: Deployed, hours: Hours) -> Heard | None:
    """Return what arrived in *hours*, possibly nothing; None where no row was ever counted."""
    table = store.table(model, PROFILES)
    if deployed.baseline is None or not table.exists():
        return None
    snapshot = table.snapshot()

    def cells(segment: str, sizes: Mapping[str, int]) -> ProfileCells:
        key = deployed.key(segment)
        found = read_profiles(store, model, key, sizes, hours, snapshot=snapshot)
        return found.in_order() if found is not None else _no_cells(sizes)

    sizes = {c.name: c.bins.size for c in deployed.baseline.columns}
    return Heard(
        answered=cells("", sizes), rejected=cells(REJECTED, {}), rescued=cells(RESCUED, {})
    )


def _no_cells(sizes: Mapping[str, int]) -> ProfileCells:
    nothing = np.zeros(0, np.int64)
    columns = {name: ColumnCells.empty(0, bins) for name, bins in sizes.items()}
    return ProfileCells(nothing.view("datetime64[us]"), nothing, nothing, columns)
