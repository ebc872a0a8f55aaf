"""How large a difference is normal: learned from the stream's own past, never from a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.quality.decision.expectation import Expectation
from watchkeeper.quality.decision.memory import Memory
from watchkeeper.quality.decision.settings import DecisionSettings

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Limits:
    """Per baseline and series (B, S): the limit of a single window and of a pair of them.

    ``windows`` is how many differences are remembered, ``mean_square`` their mean square,
    ``dispersion`` its ratio to what independent rows would give, ``largest`` the largest.
    """

    single: Floats
    pair: Floats
    reach: Floats
    windows: Ints
    mean_square: Floats
    dispersion: Floats
    largest: Floats


def limits(memory: Memory, now: Expectation, settings: DecisionSettings) -> Limits:
    """Return the limits for a window whose differences have the variance of *now*."""
    known = np.isfinite(memory.off)
    windows = known.sum(2)
    square = np.where(known, memory.off**2, 0.0)
    mean_square = square.sum(2) / np.maximum(windows, 1)
    mean_variance = np.where(known, memory.off_variance, 0.0).sum(2) / np.maximum(windows, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        dispersion = np.where(mean_variance > 0, mean_square / mean_variance, np.inf)
        size = _usual_size(mean_square, mean_variance, dispersion, now, settings)
        scale = np.where(mean_square > 0, size / np.sqrt(mean_square), 1.0)
    quantile = _t_table(settings.alpha, settings.history, settings.degrees_of_freedom)[windows]
    reach = quantile * size
    largest = np.sqrt(square.max(2))
    paired = np.where(np.isfinite(memory.paired), memory.paired, 0.0)
    pair_square = (paired**2).sum(2) / np.maximum((paired > 0).sum(2), 1)
    pair_reach = quantile * np.sqrt(pair_square) * scale
    return Limits(
        single=np.fmax(reach, settings.beyond_largest * largest),
        pair=np.fmax(pair_reach, settings.beyond_largest * paired.max(2)),
        reach=reach,
        windows=windows,
        mean_square=mean_square,
        dispersion=dispersion,
        largest=largest,
    )


def _usual_size(
    mean_square: Floats,
    mean_variance: Floats,
    dispersion: Floats,
    now: Expectation,
    settings: DecisionSettings,
) -> Floats:
    """Return the standard size of a difference: what days add, plus what rows add now."""
    # Less spread than independent rows have is used too, down to a floor: quotas and rounding
    # make it real, luck makes it look so.
    of_rows = np.clip(dispersion, settings.least_dispersion, 1.0) * now.variance
    of_days = np.maximum(mean_square - mean_variance, 0.0)
    return np.asarray(np.sqrt(of_days + np.nan_to_num(of_rows)))


@lru_cache(maxsize=64)
def _t_table(alpha: float, history: int, most: float) -> Floats:
    # A third of the windows count as independent: neighbours resemble each other.
    degrees = np.clip(np.arange(history + 1) / 3.0 - 1.0, 1.0, most)
    return np.asarray(scipy.stats.t.ppf(1.0 - alpha / 2.0, degrees), dtype=np.float64)


def choose(memory: Memory, now: Expectation, found: Limits, settings: DecisionSettings) -> Ints:
    """Return the baseline in use per series: the best so far, -1 where none has history.

    The incumbent keeps its place unless another one's mean square is a sixth smaller.
    """
    score = np.where(
        (found.windows >= settings.starts_at) & np.isfinite(now.off), found.mean_square, np.inf
    )
    series = np.arange(score.shape[1])
    held = memory.incumbent >= 0
    score[memory.incumbent[held], series[held]] *= settings.incumbent
    best = np.argmin(score, axis=0)
    return np.where(np.isfinite(score[best, series]), best, -1)
