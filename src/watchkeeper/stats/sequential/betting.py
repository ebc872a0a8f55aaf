"""Hedged betting confidence sequence of a constant mean."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, count
from watchkeeper.stats.sequential.predictable import known_before, log_odds_of_error, stakes
from watchkeeper.stats.sequential.sequence import ConfidenceSequence, Range


def betting(
    values: npt.ArrayLike,
    *,
    level: float = 0.95,
    lowest: float = 0.0,
    highest: float = 1.0,
    grid: int = 1000,
) -> ConfidenceSequence:
    """Return limits of a constant mean that hold at every row at once, tighter than Bernstein's.

    On values x scaled to [0, 1] two gamblers bet against each mean m of a grid: capital
    ``prod(1 + min(s, 1 / (2 m)) (x - m))`` that the mean is above m, and
    ``prod(1 - min(s, 1 / (2 (1 - m))) (x - m))`` that it is below. A mean is out while one of
    the two capitals is 2 / alpha or more. The stakes s are those of ``empirical_bernstein``.

    The null is that every value has the *same* mean given the past; under drift only the
    one-sided readings hold, as for ``empirical_bernstein``.

    Args:
        values: Shape (n,), in the order they came.
        level: Chance that no limit is ever wrong.
        lowest: The lowest value there can be.
        highest: The highest value there can be.
        grid: Steps between *lowest* and *highest*. Limits lie on the grid, on the safe side; the
            time grows with it.

    Returns:
        Mean and limits after each row, shape (n,), in the unit of the values.

    Raises:
        NotEnoughData: no value.
        ValueError: NaN, infinity, a value outside the range, a level not between 0 and 1, or a
            grid of fewer than 2 steps.

    Source:
        I. Waudby-Smith, A. Ramdas, Estimating means of bounded random variables by betting,
        Journal of the Royal Statistical Society B 86 (2024) 1-27, theorem 3.
    """
    scale = Range(lowest, highest)
    reach = log_odds_of_error(level)
    if (steps := count(grid, name="grid")) < 2:
        raise ValueError(f"grid must have at least 2 steps, got {steps}")
    x = scale.to_unit(values)
    stake = stakes(known_before(x).variance, reach)
    lower = _highest_refuted(x, stake, reach, steps)
    upper = 1.0 - _highest_refuted(1.0 - x, stake, reach, steps)
    return scale.between(np.cumsum(x) / np.arange(1, x.size + 1), lower, upper)


def _highest_refuted(x: Floats, stake: Floats, reach: float, steps: int) -> Floats:
    """Return the highest mean on the grid that the bets on "above" refute, after each row.

    The capital falls as m rises, so everything below is refuted as well.
    """
    found = np.zeros(x.size)
    for m in np.arange(1, steps) / steps:
        capital = np.cumsum(np.log1p(np.minimum(stake, 0.5 / m) * (x - m)))
        refuted = capital >= reach
        if not refuted.any():
            break
        found[refuted] = m
    return found
