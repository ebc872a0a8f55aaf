"""Simes' test that a whole family holds nothing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.multiplicity.decisions import p_values_1d


def simes(p_values: npt.ArrayLike) -> float:
    """Return the p-value of "none of these hypotheses is false".

    The smallest of ``m * p_(k) / k``. For p-values that are independent or hang together
    positively (PRDS).

    Args:
        p_values: Shape (m,). The p-values of one family; none gives 1.

    Returns:
        A p-value in [0, 1], never above m times the smallest. With no drift it is uniform where
        the p-values are independent, and at least that where they hang together positively.

    Raises:
        ValueError: not 1-d, NaN, infinity, or a number outside [0, 1].

    Source:
        R. J. Simes, An improved Bonferroni procedure for multiple tests of significance,
        Biometrika 73 (1986) 751-754.
    """
    ranked = np.sort(p_values_1d(p_values))
    if ranked.size == 0:
        return 1.0
    return float((ranked.size * ranked / np.arange(1, ranked.size + 1)).min())
