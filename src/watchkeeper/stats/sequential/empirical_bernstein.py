"""Empirical-Bernstein confidence sequence of a constant mean."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.sequential.predictable import (
    known_before,
    log_odds_of_error,
    penalty,
    stakes,
)
from watchkeeper.stats.sequential.sequence import ConfidenceSequence, Range

_LARGEST_STAKE = 0.5


def empirical_bernstein(
    values: npt.ArrayLike, *, level: float = 0.95, lowest: float = 0.0, highest: float = 1.0
) -> ConfidenceSequence:
    """Return limits of a constant mean that hold at every row at once.

    On values x scaled to [0, 1]: ``sum(s x) / sum(s)``, give or take
    ``(ln(2 / alpha) + sum((x - mean before)^2 (-ln(1 - s) - s))) / sum(s)``, with the stake
    ``s = min(1/2, sqrt(2 ln(2 / alpha) / (variance before * t * ln(1 + t))))``.

    The null is that every value has the *same* mean given the past. Where the mean drifts this
    is no interval of the running mean (it misses it nearly always); then only the lower limit
    against "every mean <= m", and the upper one against "every mean >= m", still hold. For the
    running mean take ``running_bernstein`` or ``asymptotic``.

    Args:
        values: Shape (n,), in the order they came.
        level: Chance that no limit is ever wrong.
        lowest: The lowest value there can be.
        highest: The highest value there can be.

    Returns:
        Value (weighted, so not the plain mean) and limits after each row, shape (n,), in the
        unit of the values, cut at *lowest* and *highest*.

    Raises:
        NotEnoughData: no value.
        ValueError: NaN, infinity, a value outside the range, a level not between 0 and 1.

    Source:
        I. Waudby-Smith, A. Ramdas, Estimating means of bounded random variables by betting,
        Journal of the Royal Statistical Society B 86 (2024) 1-27, theorem 2.
    """
    scale = Range(lowest, highest)
    reach = log_odds_of_error(level)
    x = scale.to_unit(values)
    before = known_before(x)
    stake = np.minimum(_LARGEST_STAKE, stakes(before.variance, reach))
    total = np.cumsum(stake)
    spread = np.cumsum(np.square(x - before.mean) * penalty(stake))
    return scale.sequence(np.cumsum(stake * x) / total, (reach + spread) / total)
