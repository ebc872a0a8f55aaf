"""Test by betting whether a mean loss is above what is tolerated."""

from __future__ import annotations

import numpy.typing as npt

from watchkeeper.stats.arrays import finite
from watchkeeper.stats.sequential.capital import log_capital
from watchkeeper.stats.sequential.e_process import EProcess
from watchkeeper.stats.sequential.sequence import Range


def risk(
    values: npt.ArrayLike, *, tolerated: float, lowest: float = 0.0, highest: float = 1.0
) -> EProcess:
    """Test whether the values have a mean above *tolerated*, at every row at once.

    ``prod(1 + stake * (value - tolerated))``: the stake before each row is
    ``gap / (variance + gap^2)``, gap and variance those of the excess before it, between 0 and
    what loses half the capital on the lowest value.

    The null is that *every* value has at most the mean *tolerated* given the past. It does not
    forget: a long good time delays it; to find a change take ``ESR``.

    Args:
        values: Shape (n,), losses in the order they came, at least one.
        tolerated: The mean up to which there is no evidence, above *lowest*.
        lowest: The lowest value there can be.
        highest: The highest value there can be.

    Returns:
        Evidence after each row. With no drift it reaches 1 / alpha ever with chance alpha at
        most, and its value at a row fixed beforehand is an e-value.

    Raises:
        NotEnoughData: no value.
        ValueError: NaN, infinity, a value outside the range, or *tolerated* not inside it.

    Source:
        I. Waudby-Smith, A. Ramdas, Estimating means of bounded random variables by betting,
        Journal of the Royal Statistical Society B 86 (2024) 1-27 (the aGRAPA stakes).
    """
    scale = Range(lowest, highest)
    limit = finite(tolerated, name="tolerated")
    if not lowest < limit < highest:
        raise ValueError(f"tolerated must lie between {lowest:g} and {highest:g}, got {limit:g}")
    null = (limit - lowest) / (highest - lowest)
    return EProcess(log_capital(scale.to_unit(values) - null, fall=null, width=1.0))
