"""How many labels show a drop of a share."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
import scipy

from watchkeeper.stats.arrays import finite, open_share
from watchkeeper.stats.planning.binomial_power import power_against_known, power_against_window
from watchkeeper.stats.planning.design import drawn_for

Against = Literal["known", "window"]
# With this many rows of the rarer kind the corrected normal law is as good as the binomial's.
_MANY_OF_THE_RARER = {"known": 5000.0, "window": 2000.0}
# Counts are whole: the test needs half a row more than the normal law, on each side.
_CORRECTION = {"known": 2.0, "window": 4.0}


def labels_for_drop(
    baseline: float,
    drop: float,
    *,
    against: Against = "known",
    alpha: float = 0.05,
    power: float = 0.8,
    exact: bool = True,
    design_effect: float = 1.0,
    share: float = 1.0,
) -> int:
    """Return the labels from which on a one-sided test sees a drop with the power asked for.

    By the normal law, with p the *baseline*, r = p - *drop*, d the *drop* and z the normal
    quantiles: ``((z_alpha sqrt(p(1-p)) + z_power sqrt(r(1-r))) / d)**2`` against a known
    baseline; against a window of equal size ``z_alpha sqrt(2 m(1-m))``, m the mean of p and r,
    and ``z_power sqrt(p(1-p) + r(1-r))``. That promises more than a test on counts gives:
    against a known .95 its 44 labels have a power of .66, not .80. So by default the number
    comes from the binomial law: the least from which on the binomial test (*against* "known") has
    the power at this and every larger number; *against* "window" the least found by bisection
    for Fisher's test of two windows.

    Args:
        baseline: The share without a drop, such as an accuracy of .93. For an error rate that
            rises take 1 - rate.
        drop: How much lower it has become; between 0 and *baseline*.
        against: "known" where the baseline is known well; "window" where it comes from as many
            labels as the window that is tested.
        alpha: Chance, at most, of a false alarm; one-sided.
        power: Chance of seeing the drop.
        exact: False gives the textbook number by the normal law.
        design_effect: Variance under the weights of the sampling design, divided by that of
            labels drawn evenly; about 1.1 where half of the labels are drawn at random.
        share: Share of the labels that the metric uses: predicted positives for precision,
            actual positives for recall.

    Returns:
        Labels >= 1 in the window; *against* "window", in each of the two. With no drift the
        test alarms with chance *alpha* at most. Where 5,000 rows of the rarer kind are expected
        (2,000 *against* "window") the normal law with the continuity correction is used.

    Raises:
        ValueError: *baseline*, *alpha*, *power* not between 0 and 1, *drop* not between 0 and
            *baseline*, *design_effect* not above 0, *share* not in (0, 1], NaN or infinity.

    Source:
        J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd
        ed., 2003, chapters 2 and 4.
    """
    p0, size, sure = (
        open_share(value, name=name)
        for value, name in ((baseline, "baseline"), (alpha, "alpha"), (power, "power"))
    )
    p1 = p0 - finite(drop, name="drop")
    if not 0.0 < p1 < p0:
        raise ValueError(f"drop must lie between 0 and baseline ({p0}), got {drop}")
    if against not in _MANY_OF_THE_RARER:
        raise ValueError(f"against must be 'known' or 'window', got {against!r}")
    by_normal = _normal(p0, p1, against, size, sure)
    if not exact:
        return drawn_for(by_normal, design_effect, share)
    if by_normal * min(p0, 1.0 - p0) < _MANY_OF_THE_RARER[against]:
        found = _FINDERS[against](p0, p1, size, sure, math.ceil(by_normal))
        return drawn_for(found, design_effect, share)
    gap = by_normal * (p0 - p1)
    corrected = by_normal / 4.0 * (1.0 + math.sqrt(1.0 + _CORRECTION[against] / gap)) ** 2
    return drawn_for(math.ceil(corrected), design_effect, share)


def _normal(p0: float, p1: float, against: Against, alpha: float, power: float) -> float:
    z = scipy.special.ndtri([1.0 - alpha, power])
    then, now, middle = (p * (1.0 - p) for p in (p0, p1, (p0 + p1) / 2.0))
    if against == "known":
        reach = z[0] * math.sqrt(then) + z[1] * math.sqrt(now)
    else:
        reach = z[0] * math.sqrt(2.0 * middle) + z[1] * math.sqrt(then + now)
    return float(max(reach, 0.0) / (p0 - p1)) ** 2


def _against_known(p0: float, p1: float, alpha: float, power: float, guess: int) -> int:
    # The power is a saw: it falls where the critical count stays, once in 1 / rarer share.
    reach = math.ceil(4.0 / (p0 - p1) + 4.0 / min(p0, 1.0 - p0)) + 50
    labels = np.arange(max(1, guess - reach), guess + 2 * reach)
    weak = np.flatnonzero(power_against_known(labels, p0, p1, alpha) < power)
    return int(labels[weak[-1]]) + 1 if weak.size else int(labels[0])


def _against_window(p0: float, p1: float, alpha: float, power: float, guess: int) -> int:
    def enough(labels: int) -> bool:
        return power_against_window(labels, p0, p1, alpha) >= power

    low, high = 0, max(guess, 1)
    while not enough(high):
        low, high = high, high + high // 4 + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


_FINDERS: dict[str, Callable[[float, float, float, float, int], int]] = {
    "known": _against_known,
    "window": _against_window,
}
