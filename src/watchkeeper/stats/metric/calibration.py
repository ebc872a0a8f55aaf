"""Calibration of a binary classifier's scores: the curve, and its expected error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from watchkeeper.stats.arrays import Counts, Floats, count
from watchkeeper.stats.interval.quantile import normal_reach
from watchkeeper.stats.metric.losses import why_no_probability
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.share import share
from watchkeeper.stats.metric.summary import BinarySummary

BINS = 10
LEAST_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationBin:
    """The scored rows of one stretch of scores.

    Attributes:
        lower: The scores are above it (the first stretch holds 0 too).
        upper: The scores are at most this.
        n: Rows.
        mean_score: Of these rows.
        positives: Share of positive rows, with Wilson's interval.
    """

    lower: float
    upper: float
    n: int
    mean_score: float
    positives: MetricResult


def calibration_curve(
    summary: BinarySummary, *, bins: int = BINS, level: float = 0.95
) -> tuple[CalibrationBin, ...]:
    """Return mean score and share of positives in stretches of equal width from 0 to 1.

    Args:
        summary: Its score histograms by class and the scores of their bins are used. A bin that
            can hold several scores counts at the middle of them.
        bins: Number of stretches; those without a row are left out.
        level: Chance that the interval of a share contains the true one.

    Returns:
        The stretches in order, as of scikit-learn's ``calibration_curve`` (each is open below
        and closed above). Empty where no row has a score, a score is no probability, or the
        scores of the bins are not known.

    Raises:
        ValueError: *bins* below 1, or a level not between 0 and 1.

    Source:
        A. H. Murphy, R. L. Winkler, Reliability of subjective probability forecasts of
        precipitation and temperature, Applied Statistics 26 (1977) 41-47.
    """
    cuts = _cuts(bins)
    if _why_undefined(summary):
        return ()
    found = _stretches(summary, bins)
    return tuple(
        CalibrationBin(
            lower=float(cuts[i]),
            upper=float(cuts[i + 1]),
            n=int(found.n[i]),
            mean_score=float(found.scores[i] / found.n[i]),
            positives=share(int(found.positives[i]), int(found.n[i]), undefined="", level=level),
        )
        for i in np.flatnonzero(found.n)
    )


def calibration_error(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return the expected calibration error over ten stretches of scores, with an interval.

    The sum over stretches of equal width of ``share of rows * |share of positives - mean
    score|``. True errors of one sign in each stretch can only look larger than they are, by
    chance, so the two limits differ: the upper one is the value plus z standard errors of a
    mean of ``+-(label - score)``; from the lower one the mean of the sum of what chance gives
    in each stretch (``sqrt(2 / pi)`` standard errors) is taken too. Standard errors are the
    larger of those of the rows and of those that the scores foretell, ``score * (1 - score)``.

    Args:
        summary: Its score histograms by class and the scores of their bins are used. Where a
            bin can hold several scores, what that can change is ``bound``; the limits contain it.
        level: Chance, at least, that the interval contains the true error of the ten stretches.

    Returns:
        Value and limits in [0, 1]; 0 is perfect. Perfectly calibrated scores give about
        ``sqrt(2 / pi) * (sum over stretches of standard errors)``, which falls as 1 / sqrt(n),
        and a lower limit of 0. No value without scores, where a score is no probability or the
        scores of the bins are not known; no interval from fewer than 50 rows.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        M. P. Naeini, G. F. Cooper, M. Hauskrecht, Obtaining well calibrated probabilities using
        Bayesian binning, AAAI 2015, 2901-2907. Limits: a sum of absolute normal values exceeds
        its median by more than z times the root of the sum of variances with at most the normal
        chance (M. Ledoux, The Concentration of Measure Phenomenon, AMS 2001, section 2.1).
    """
    reach = normal_reach(level)
    why = _why_undefined(summary)
    if why:
        return MetricResult(None, reason=why)
    found = _stretches(summary, BINS)
    n = int(found.n.sum())
    off = (found.positives - found.scores) / n
    value, bound = float(np.abs(off).sum()), _bound(summary, n)
    if n < LEAST_ROWS:
        why = f"{n} rows with a score, an interval needs {LEAST_ROWS}"
        return MetricResult(value, bound=bound, reason=why)
    errors = np.sqrt(np.maximum(found.squares / n - off**2, found.foretold / n) / n)
    row = max(float(found.squares.sum()) / n - value**2, float(found.foretold.sum()) / n)
    by_chance = math.sqrt(2.0 / math.pi) * float(errors.sum())
    below = by_chance + reach * math.sqrt(float(np.square(errors).sum()))
    above = reach * math.sqrt(row / n)
    return MetricResult(
        value, max(0.0, value - below - bound), min(1.0, value + above + bound), bound
    )


class _Stretches(NamedTuple):
    """Sums over the rows of each stretch, shape (bins,)."""

    n: Counts
    positives: Counts
    scores: Floats
    squares: Floats
    foretold: Floats


def _stretches(summary: BinarySummary, bins: int) -> _Stretches:
    """Add up rows, positives, scores, (label - score)**2 and score * (1 - score)."""
    low, high = _ranges(summary)
    score = (low + high) / 2.0
    place = np.searchsorted(_cuts(bins)[1:-1], score)
    p, q = summary.positives, summary.negatives
    rows = p + q
    # A score of 0 or 1 foretells no error at all: 2 in n rows must stay possible.
    least = min(0.5, 2.0 / float(rows.sum()))
    kept = np.clip(score, least, 1.0 - least)

    def total(terms: Floats | Counts) -> Floats:
        sums = np.bincount(place, weights=terms, minlength=bins)
        return np.asarray(sums, dtype=np.float64)

    return _Stretches(
        n=total(rows).astype(np.int64),
        positives=total(p).astype(np.int64),
        scores=total(rows * score),
        squares=total(p * (1.0 - score) ** 2 + q * score**2),
        foretold=total(rows * kept * (1.0 - kept)),
    )


def _bound(summary: BinarySummary, n: int) -> float:
    """How far the error of the exact scores may lie away, at most."""
    low, high = _ranges(summary)
    p, q = summary.positives, summary.negatives
    shift = float((p + q) @ (high - low)) / 2.0
    # Rows of a bin across a cut may belong to the next stretch: taken here and added there. The
    # worst part of them are all its positives or all its negatives, as their signs differ.
    inner = _cuts(BINS)[1:-1]
    across = np.searchsorted(inner, low) != np.searchsorted(inner, high)
    moved = 2.0 * float(np.maximum(p * (1.0 - low), q * high)[across].sum())
    return min(1.0, (shift + moved) / n)


def _ranges(summary: BinarySummary) -> tuple[Floats, Floats]:
    return np.clip(summary.score_low, 0.0, 1.0), np.clip(summary.score_high, 0.0, 1.0)


def _cuts(bins: int) -> Floats:
    if count(bins, name="bins") < 1:
        raise ValueError(f"bins must be at least 1, got {bins}")
    return np.linspace(0.0, 1.0, bins + 1)


def _why_undefined(summary: BinarySummary) -> str:
    why = why_no_probability(summary)
    if not why and not summary.score_low.size:
        return "the scores of the bins are not known"
    return why
