"""Mean and variance of values in [0, 1] as they were known before each of them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from watchkeeper.stats.arrays import Floats, open_share


class Before(NamedTuple):
    """What was known before each row, shape (n,); before the first: 1/2 and 1/4."""

    mean: Floats
    variance: Floats


def known_before(unit: Floats) -> Before:
    """Return mean and variance before each row, with one row of mean 1/2, variance 1/4 added."""
    rows = np.arange(2, unit.size + 2)
    means = (0.5 + np.cumsum(unit)) / rows
    variances = (0.25 + np.cumsum(np.square(unit - means))) / rows
    return Before(np.concatenate(([0.5], means[:-1])), np.concatenate(([0.25], variances[:-1])))


def log_odds_of_error(level: float) -> float:
    """Return ln(2 / alpha) of a two-sided *level* = 1 - alpha."""
    return math.log(2.0 / (1.0 - open_share(level, name="level")))


def stakes(variance: Floats, reach: float) -> Floats:
    """Return sqrt(2 reach / (variance t ln(1 + t))) for t = 1, 2, ..."""
    rows = np.arange(1, variance.size + 1)
    wanted: Floats = np.sqrt(2.0 * reach / (variance * rows * np.log1p(rows)))
    return wanted


def penalty(stake: Floats) -> Floats:
    """Return -ln(1 - stake) - stake, what an empirical-Bernstein stake costs."""
    cost: Floats = -np.log1p(-stake) - stake
    return cost
