"""The mean of a loss over all rows, with what was expected of it where that is known."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.estimate.aipw import aipw_linear
from watchkeeper.stats.estimate.hajek import hajek_linear
from watchkeeper.stats.estimate.linear import Linear
from watchkeeper.stats.estimate.sampled import Sampled


def foreseen_mean(losses: Floats, expected: npt.ArrayLike | None, rows: Sampled) -> Linear:
    """Return the corrected mean of *expected*, or the weighted mean where it is None.

    A loss is a number, not one of two kinds, so there is no variance to be expected of it.
    """
    seen = np.where(rows.drawn, losses, 0.0)
    if expected is None:
        return hajek_linear(seen, rows)
    found = aipw_linear(seen, rows.every(expected, name="expected"), rows)
    return dataclasses.replace(found, if_positive=None, if_negative=None)
