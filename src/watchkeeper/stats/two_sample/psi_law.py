"""Law of a stability index among windows that differ by more than chance: traffic has days."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Counts, Floats, whole
from watchkeeper.stats.distance.psi import psi

LEAST_WINDOWS = 28
# The part of the tolerated index that clean windows reach on their own.
_CLEAN_QUANTILE = 0.99


class PsiLaw(NamedTuple):
    """What the index of a clean window is like: ``mean`` times an F-distributed number.

    ``degrees`` is the first number of degrees of freedom, the second is ``degrees * windows``.
    """

    mean: float
    degrees: float
    windows: int

    def tail(self, value: float) -> float:
        """Return the chance of a clean window to have an index of *value* or more."""
        if self.mean == 0.0:
            return 1.0 if value <= 0.0 else 0.0
        later = self.degrees * self.windows
        return float(scipy.stats.f.sf(value / self.mean, self.degrees, later))

    def reached(self) -> float:
        """Return the index that one clean window in a hundred exceeds."""
        later = self.degrees * self.windows
        return self.mean * float(scipy.stats.f.ppf(_CLEAN_QUANTILE, self.degrees, later))


def psi_law_of(windows: npt.ArrayLike) -> PsiLaw:
    """Return the law of the index of a clean window against the others, from clean windows.

    Each window is compared with the sum of all others. The index of a window is taken as its
    mean times a chi-square over its degrees of freedom, whose number comes from the mean of the
    logarithms; it is lowered by one part in the root of the number of windows, and the error of
    the mean makes the chi-square an F: so the tail holds although both are estimated.

    Args:
        windows: Shape (windows, bins). Rows by bin of windows without drift, all of the same
            length as those that will be tested, none of them empty. Take the bins that will be
            tested: no empty or sparse ones.

    Returns:
        Mean (nats), degrees of freedom (at most bins - 1) and number of windows. With no drift
        and rows that are independent, mean ``(1/n + 1/m) (bins - 1)`` and degrees close to
        bins - 1; where days differ, a larger mean and fewer degrees.

    Raises:
        ValueError: not 2-d, what is no count, fewer than 2 bins.
        NotEnoughData: fewer than 28 windows, or one of them holds no row.

    Source:
        S. C. Choi, R. Wette, Maximum likelihood estimation of the parameters of the gamma
        distribution and their bias, Technometrics 11 (1969) 683-690; T. Minka, Estimating a
        gamma distribution, 2002, equation 7.
    """
    counts = _checked(windows)
    total, (number, bins) = counts.sum(axis=0), counts.shape
    values = np.array([psi(total - window, window) for window in counts])
    shape = _gamma_shape(values[values > 0.0])
    degrees = min(2.0 * shape, bins - 1.0) * (1.0 - 1.0 / math.sqrt(number))
    return PsiLaw(float(values.mean()), degrees, number)


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


def _gamma_shape(values: Floats) -> float:
    """Return the shape of a gamma law by its mean and the mean of its logarithms."""
    if values.size == 0:
        return math.inf
    gap = max(0.0, math.log(float(values.mean())) - float(np.log(values).mean()))
    if gap == 0.0:
        return math.inf
    return (3.0 - gap + math.sqrt((gap - 3.0) ** 2 + 24.0 * gap)) / (12.0 * gap)
