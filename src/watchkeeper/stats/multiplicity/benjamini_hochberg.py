"""The procedure of Benjamini and Hochberg."""

from __future__ import annotations

import numpy.typing as npt

from watchkeeper.stats.arrays import open_share
from watchkeeper.stats.multiplicity.decisions import Decisions, p_values_1d, step_up


def benjamini_hochberg(p_values: npt.ArrayLike, *, q: float) -> Decisions:
    """Reject hypotheses so that the expected share of false ones among them is at most *q*.

    With the p-values sorted, the largest k with ``p_(k) <= q * k / m``: the k smallest are
    rejected. For p-values that are independent or hang together positively (PRDS).

    Args:
        p_values: Shape (m,). One a hypothesis; none gives no decision.
        q: False discovery rate, between 0 and 1; see ``budget``.

    Returns:
        Rejected, and adjusted p-values in [0, 1], in the order of the input. With no drift
        anywhere the chance of any rejection is at most *q*.

    Raises:
        ValueError: not 1-d, NaN, infinity, a number outside [0, 1], or *q* not between 0 and 1.

    Source:
        Y. Benjamini, Y. Hochberg, Controlling the false discovery rate, Journal of the Royal
        Statistical Society B 57 (1995) 289-300.
    """
    return step_up(p_values_1d(p_values), q=open_share(q, name="q"))
