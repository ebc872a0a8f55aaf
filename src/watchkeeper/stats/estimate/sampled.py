"""Rows of which some were drawn for labelling, each with a known chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, Mask, finite_1d

LEAST_LABELLED = 2


@dataclass(frozen=True, slots=True)
class Sampled:
    """Which of N rows have a label, and with which chance each was to get one.

    ``weight`` is 1 / inclusion on labelled rows and 0 on the others.
    """

    inclusion: Floats
    drawn: Mask
    weight: Floats

    @property
    def n(self) -> int:
        """All rows."""
        return self.drawn.size

    @property
    def n_labelled(self) -> int:
        """Rows with a label."""
        return int(np.count_nonzero(self.drawn))

    @property
    def is_complete(self) -> bool:
        """Whether every row was certain to be labelled, and is."""
        return bool(self.drawn.all() and (self.inclusion == 1.0).all())

    def known(self, values: npt.ArrayLike, *, name: str) -> Floats:
        """Return *values* of the labelled rows, 0 on the others (where they may be NaN)."""
        array = np.asarray(values, dtype=np.float64)
        self._fits(array, name=name)
        finite_1d(array[self.drawn], name=f"{name} of the labelled rows")
        return np.where(self.drawn, array, 0.0)

    def every(self, values: npt.ArrayLike, *, name: str) -> Floats:
        """Return *values*, which every row must have."""
        array = finite_1d(values, name=name)
        self._fits(array, name=name)
        return array

    def _fits(self, array: npt.NDArray[np.float64], *, name: str) -> None:
        if array.shape != (self.n,):
            raise ValueError(f"{name} must have shape ({self.n},), got {array.shape}")


def sampled(inclusion: npt.ArrayLike, labelled: npt.ArrayLike) -> Sampled:
    """Return the rows with their weights.

    Args:
        inclusion: Shape (N,). The chance, fixed before any label was seen, that the row was to
            be labelled; in (0, 1].
        labelled: Shape (N,). Whether it was.

    Raises:
        NotEnoughData: fewer than 2 labelled rows.
        ValueError: NaN or infinity, an inclusion outside (0, 1], a mask that is not of 0 and 1,
            or shapes that do not fit.
    """
    chance = finite_1d(inclusion, name="inclusion")
    mask = finite_1d(labelled, name="labelled")
    if chance.size != mask.size:
        raise ValueError(
            f"inclusion and labelled must have the same length, got {chance.size} and {mask.size}"
        )
    if not np.isin(mask, (0.0, 1.0)).all():
        raise ValueError("labelled must hold true and false only")
    if chance.size and not (chance.min() > 0.0 and chance.max() <= 1.0):
        raise ValueError(
            f"inclusion must lie above 0 and at most at 1, got {chance.min()} to {chance.max()}"
        )
    drawn = mask == 1.0
    found = int(np.count_nonzero(drawn))
    if found < LEAST_LABELLED:
        raise NotEnoughData(
            f"labelled has {found} rows, needs {LEAST_LABELLED}", hint="label more rows"
        )
    return Sampled(chance, drawn, np.where(drawn, 1.0 / chance, 0.0))
