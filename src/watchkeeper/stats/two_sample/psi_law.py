"""Law of a stability index among windows that differ by more than chance: traffic has days."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Counts, whole
from watchkeeper.stats.distance.psi import psi

LEAST_WINDOWS = 28
# The part of the tolerated index that clean windows reach on their own.
_CLEAN_QUANTILE = 0.99
# Steps of the integral over the day's effect, finer towards its tail.
_STEPS, _FURTHEST = 400, 1e-7


class PsiLaw(NamedTuple):
    """How far clean windows are from one another, beyond chance.

    ``excess`` is the mean index (nats) that days add to what so many independent rows would
    have, from so many ``windows``.
    """

    excess: float
    windows: int

    def tail(self, value: float, *, k: float, free: int) -> float:
        """Return the chance of a clean window to have an index of *value* or more.

        ``k = 1/n + 1/m`` of the window's rows; *free* is its bins less 1.
        """
        chances = 1.0 - np.logspace(0.0, math.log10(_FURTHEST), _STEPS)
        days = self.excess * scipy.stats.f.ppf((chances[1:] + chances[:-1]) / 2.0, 1, self.windows)
        beyond = scipy.stats.ncx2.sf(value / k, free, days / k)
        return min(1.0, float(np.diff(chances) @ beyond) + _FURTHEST)

    def reached(self) -> float:
        """Return the true index that one clean window in a hundred exceeds."""
        return self.excess * float(scipy.stats.f.ppf(_CLEAN_QUANTILE, 1, self.windows))


def psi_law_of(windows: npt.ArrayLike) -> PsiLaw:
    """Return the law of the index of a clean window against the others, from clean windows.

    Each window is compared with the sum of all others. What the mean index exceeds
    ``(1/n + 1/m) (bins - 1)`` by, plus half a standard error of that, is the mean of what a day
    adds. A day is taken to move all bins along one line: of all days with this mean these reach
    furthest, so the law errs to the safe side where they move otherwise. What a day adds is then
    its mean times the square of a normal number, and of a Student's t as the mean is estimated.

    Args:
        windows: Shape (windows, bins). Rows by bin of windows without drift, all of the same
            length as those that will be tested, none of them empty. Take the bins that will be
            tested: no empty or sparse ones.

    Returns:
        What days add, and the number of windows. With no drift a window's index reaches the
        law's tail of alpha with chance alpha, or less; also at .001 from 28 windows.

    Raises:
        ValueError: not 2-d, what is no count, fewer than 2 bins.
        NotEnoughData: fewer than 28 windows, or one of them holds no row.

    Source:
        J. N. K. Rao, A. J. Scott, The analysis of categorical data from complex sample surveys,
        JASA 76 (1981) 221-230: clusters make of a chi-square a weighted sum of squares.
    """
    counts = _checked(windows)
    total, (number, bins) = counts.sum(axis=0), counts.shape
    values = np.array([psi(total - window, window) for window in counts])
    rows = counts.sum(axis=1).astype(np.float64)
    k = float(np.mean(1.0 / rows + 1.0 / (rows.sum() - rows)))
    chance = k * (bins - 1.0)
    error = k * math.sqrt(2.0 * (bins - 1.0) / number)
    return PsiLaw(max(0.0, float(values.mean()) - chance) + error / 2.0, number)


def _checked(windows: npt.ArrayLike) -> Counts:
    counts = whole(windows, name="windows")
    if counts.ndim != 2 or counts.shape[1] < 2:
        raise ValueError(f"windows must have shape (windows, bins >= 2), got {counts.shape}")
    if len(counts) < LEAST_WINDOWS:
        raise NotEnoughData(
            f"windows has {len(counts)} clean windows, needs {LEAST_WINDOWS}",
            hint="wait for more, or compare with the recent past",
        )
    empty = np.flatnonzero(counts.sum(axis=1) == 0)
    if empty.size:
        raise NotEnoughData(
            f"window {empty[0]} has 0 rows, needs 1", hint="leave empty windows out"
        )
    return counts
