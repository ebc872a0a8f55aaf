"""The Benjamini-Hochberg procedure on e-values."""

from __future__ import annotations

import numpy as np

from watchkeeper.stats.arrays import open_share
from watchkeeper.stats.multiplicity.decisions import Decisions, step_up
from watchkeeper.stats.multiplicity.e_values import EValues


def e_bh(e_values: EValues, *, q: float) -> Decisions:
    """Reject hypotheses at a false discovery rate of *q* whatever their dependence.

    With the e-values sorted from the largest, the largest k with ``e_(k) >= m / (q * k)``: the k
    largest are rejected.

    Args:
        e_values: One a hypothesis, as ``EValues``: a plain array is refused, for it does not say
            that its numbers are e-values. The statistics of ESR and ECUSUM are none.
        q: False discovery rate, between 0 and 1; see ``budget``.

    Returns:
        Rejected, and the smallest q at which each hypothesis would be, in [0, 1], in the order
        of the input. With no drift anywhere the chance of any rejection is at most *q*.

    Raises:
        TypeError: *e_values* is not of the type ``EValues``.
        ValueError: *q* not between 0 and 1.

    Source:
        R. Wang, A. Ramdas, False discovery rate control with e-values, Journal of the Royal
        Statistical Society B 84 (2022) 822-852.
    """
    if not isinstance(e_values, EValues):
        raise TypeError(
            f"e_bh takes EValues, got {type(e_values).__name__}: the statistics of ESR and ECUSUM"
            " are no e-values (their means grow with time), and 1 / p is none"
        )
    with np.errstate(divide="ignore"):
        inverse = 1.0 / e_values.values
    return step_up(inverse, q=open_share(q, name="q"))
