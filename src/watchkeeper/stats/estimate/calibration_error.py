"""Expected calibration error of probabilities, from partly labelled rows."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

from watchkeeper.stats.arrays import Floats, count, open_share
from watchkeeper.stats.estimate.binary_rows import chances
from watchkeeper.stats.estimate.enough import carriers_of, why_not
from watchkeeper.stats.estimate.linear import Linear
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.sampled import Sampled, sampled
from watchkeeper.stats.estimate.spread import Asked, Spread, Target, spread
from watchkeeper.stats.interval.quantile import student_reach


def calibration_error(
    label: npt.ArrayLike,
    forecast: npt.ArrayLike,
    inclusion: npt.ArrayLike,
    labelled: npt.ArrayLike,
    *,
    bins: int = 10,
    target: Target = "process",
    level: float = 0.95,
) -> Estimate:
    """Return the expected calibration error over bins of equally many forecasts.

    The sum over bins of ``|sum(w * (y - r))| / N``, r being the forecast: how far the share of
    positives lies from what was said, on average. Noise only ever adds to it, so the limits are
    not symmetric: below, the value less what noise of this size adds with half of 1 - *level*
    (a gamma law with the mean and variance of the sum of absolute errors); above, the value
    plus the t quantile times the root of the summed variances of the bins.

    Args:
        label: Shape (N,). 1 for the positive class, 0 for the other; read on labelled rows only.
        forecast: Shape (N,). The probability of the positive class, in [0, 1].
        inclusion: Shape (N,). The chance of each row to be labelled, in (0, 1], fixed before.
        labelled: Shape (N,). Whether it was.
        bins: Bins, cut at quantiles of the forecasts; ties can leave fewer.
        target: ``process`` for traffic like this, ``window`` for these very rows.
        level: Chance, at least, that the interval contains the error of these bins.

    Returns:
        The estimate in [0, 1]. With calibrated forecasts it is not 0 but about .8 times the
        summed standard errors of the bins, and the lower limit is 0. Not enough labels where
        the variance rests on fewer than 4 labelled rows, or the forecasts expect four times it.

    Raises:
        NotEnoughData: fewer than 2 labelled rows.
        ValueError: NaN or infinity, labels other than 0 and 1, a forecast outside [0, 1], no
            bin, an inclusion outside (0, 1], or shapes that do not fit.

    Source:
        M. P. Naeini, G. F. Cooper, M. Hauskrecht, AAAI 2015 (the measure); limits by the
        triangle inequality in each bin.
    """
    rows = sampled(inclusion, labelled)
    y, r = rows.known(label, name="label"), chances(forecast, rows, name="forecast")
    if not np.isin(y, (0.0, 1.0)).all():
        raise ValueError("label must hold 0 and 1 only")
    if count(bins, name="bins") < 1:
        raise ValueError(f"bins must be 1 or more, got {bins}")
    tail = (1.0 - open_share(level, name="level")) / 2.0
    residual = np.where(rows.drawn, y - r, 0.0) / rows.n
    edges = np.unique(np.quantile(r, np.linspace(0.0, 1.0, bins + 1)[1:-1]))
    place = np.searchsorted(edges, r, side="right")
    apart = np.bincount(place, weights=rows.weight * residual, minlength=edges.size + 1)
    errors, whole = _errors(residual, r, place, rows, Asked(level, target, None))
    value, noise = float(np.abs(apart).sum()), float(np.square(errors).sum())
    return Estimate(
        value=value,
        lower=max(0.0, value - _largest_noise(errors, tail)),
        upper=min(1.0, value + student_reach(level, rows.n_labelled - 1) * math.sqrt(noise)),
        level=level,
        n=rows.n,
        n_labelled=rows.n_labelled,
        standard_error=math.sqrt(noise),
        why=why_not(rows, whole, carriers_of(whole)),
    )


def _errors(
    residual: Floats, chance: Floats, place: npt.NDArray[np.intp], rows: Sampled, asked: Asked
) -> tuple[Floats, Spread]:
    """Return the standard error of each bin, and the spread of their sum."""
    foreseen = np.zeros(rows.n)
    either = (1.0 - chance) / rows.n, -chance / rows.n
    whole = spread(Linear(0.0, foreseen, residual, *either), rows, asked, chance=chance)
    found = []
    for bin_ in range(int(place.max()) + 1):
        inside = place == bin_
        part = Linear(0.0, foreseen, residual * inside, either[0] * inside, either[1] * inside)
        found.append(spread(part, rows, asked, chance=chance).standard_error)
    return np.array(found), whole


def _largest_noise(errors: Floats, tail: float) -> float:
    """Return what the sum of absolute errors exceeds with chance *tail*, by a gamma law."""
    mean = float(errors.sum()) * math.sqrt(2.0 / math.pi)
    variance = float(np.square(errors).sum()) * (1.0 - 2.0 / math.pi)
    if variance == 0.0:
        return 0.0
    return float(gammaincinv(mean * mean / variance, 1.0 - tail)) * variance / mean
