"""What every procedure on a batch answers, and the doors it shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, Mask, finite_1d


@dataclass(frozen=True, slots=True)
class Decisions:
    """Which hypotheses are rejected, and the smallest q at which each would be.

    Both have shape (m,), in the order of the input.
    """

    rejected: Mask
    adjusted: Floats


def p_values_1d(values: npt.ArrayLike, *, name: str = "p_values") -> Floats:
    """Return *values* as p-values, shape (m,), or say what is none."""
    array = finite_1d(values, name=name)
    if array.size and (array.min() < 0.0 or array.max() > 1.0):
        raise ValueError(f"{name} must lie in [0, 1], got {array.min():g} to {array.max():g}")
    return array


def step_up(p_values: Floats, *, q: float, factor: float = 1.0) -> Decisions:
    """Return the decisions of ``largest k with factor * m * p_(k) / k <= q``: reject those k."""
    m = p_values.size
    order = np.argsort(p_values, kind="stable")
    ranked = factor * m * p_values[order] / np.arange(1, m + 1)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum.accumulate(ranked[::-1])[::-1]
    adjusted = np.minimum(adjusted, 1.0)
    # Beside the comparison on p, so that p = q k / m counts as rejected despite rounding.
    return Decisions(adjusted <= q * (1.0 + 1e-12), adjusted)
