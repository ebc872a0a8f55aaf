"""The procedure of Benjamini and Yekutieli."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import open_share
from watchkeeper.stats.multiplicity.decisions import Decisions, p_values_1d, step_up


def benjamini_yekutieli(p_values: npt.ArrayLike, *, q: float) -> Decisions:
    """Reject hypotheses at a false discovery rate of *q* whatever their dependence.

    As ``benjamini_hochberg`` at ``q / (1 + 1/2 + ... + 1/m)``: about ln(m) + .577 times
    stricter, 9.8 times with 10,000 hypotheses.

    Args:
        p_values: Shape (m,). One a hypothesis; none gives no decision.
        q: False discovery rate, between 0 and 1; see ``budget``.

    Returns:
        Rejected, and adjusted p-values in [0, 1], in the order of the input. With no drift
        anywhere the chance of any rejection is at most *q*.

    Raises:
        ValueError: not 1-d, NaN, infinity, a number outside [0, 1], or *q* not between 0 and 1.

    Source:
        Y. Benjamini, D. Yekutieli, The control of the false discovery rate in multiple testing
        under dependency, Annals of Statistics 29 (2001) 1165-1188.
    """
    array = p_values_1d(p_values)
    harmonic = float(np.sum(1.0 / np.arange(1, array.size + 1)))
    return step_up(array, q=open_share(q, name="q"), factor=harmonic)
