"""How many labels give an interval of a share a half-width."""

from __future__ import annotations

import math

import numpy as np
import scipy

from watchkeeper.stats.arrays import finite, open_share
from watchkeeper.stats.interval.quantile import normal_reach
from watchkeeper.stats.planning.design import drawn_for

# With this many rows of the rarer kind the formula is right to a tenth of a percent.
_MANY_OF_THE_RARER = 2000.0


def labels_for_half_width(
    value: float,
    half_width: float,
    *,
    level: float = 0.95,
    exact: bool = True,
    correlation: float = 0.0,
    design_effect: float = 1.0,
    share: float = 1.0,
) -> int:
    """Return the labels that give the interval of a share this half-width.

    The least number at which Wilson's interval has this half-width on average over the binomial
    law, times ``design_effect * (1 - correlation**2) / share``. It is close to the formula
    ``z**2 p (1-p) / h**2`` (p the *value*, h the *half_width*, z the normal quantile) where many
    rows of both kinds come; where the rarer kind is rare the formula promises too much: with
    p = .99 its 16 labels do not give .05, 41 do.

    Args:
        value: The share expected, such as an accuracy of .93. Take .5 where nothing is known.
        half_width: Half of upper minus lower limit; between 0 and .5.
        level: Chance that the interval contains the true share.
        exact: False gives the number by the formula.
        correlation: Between the metric of a row and its prediction, where the estimate uses
            predictions (difference estimator).
        design_effect: Variance under the weights of the sampling design, divided by that of
            labels drawn evenly; about 1.1 where half of the labels are drawn at random.
        share: Share of the labels that the metric uses: predicted positives for precision,
            actual positives for recall.

    Returns:
        Labels >= 1. With no drift from *value* the interval is this wide on average; a *value*
        nearer to .5 than expected makes it wider.

    Raises:
        ValueError: *value* or *level* not between 0 and 1, *half_width* not between 0 and .5,
            *correlation* not between -1 and 1, *design_effect* not above 0, *share* not in
            (0, 1], NaN or infinity.

    Source:
        W. G. Cochran, Sampling Techniques, 3rd ed., 1977, section 4.4; A. N. Angelopoulos,
        J. C. Duchi, T. Zrnic, PPI++, arXiv 2311.01453, 2023, section 6 (the correlation).
    """
    p, h = open_share(value, name="value"), finite(half_width, name="half_width")
    if not 0.0 < h < 0.5:
        raise ValueError(f"half_width must lie between 0 and 0.5, got {h}")
    rho = finite(correlation, name="correlation")
    if not -1.0 < rho < 1.0:
        raise ValueError(f"correlation must lie between -1 and 1, got {rho}")
    labels: float = (normal_reach(level) / h) ** 2 * p * (1.0 - p)
    if exact and labels * min(p, 1.0 - p) < _MANY_OF_THE_RARER:
        labels = _least(p, h, level, labels)
    return drawn_for(labels * (1.0 - rho * rho), design_effect, share)


def _least(p: float, half_width: float, level: float, guess: float) -> int:
    low, high = 0, max(1, math.ceil(guess))
    while _mean_half_width(high, p, level) > half_width:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        narrow = _mean_half_width(middle, p, level) <= half_width
        low, high = (low, middle) if narrow else (middle, high)
    return high


def _mean_half_width(labels: int, p: float, level: float) -> float:
    """Wilson's half-width, averaged over the counts that can come."""
    z = normal_reach(level)
    count = np.arange(_quantile(1e-9, labels, p), _quantile(1.0 - 1e-9, labels, p) + 1)
    found = count / labels
    half = np.sqrt(found * (1.0 - found) / labels + (z / (2.0 * labels)) ** 2)
    chance = scipy.stats.binom.pmf(count, labels, p)
    return float(chance @ half) * z / (1.0 + z * z / labels)


def _quantile(chance: float, labels: int, p: float) -> int:
    return int(scipy.stats.binom.ppf(chance, labels, p))
