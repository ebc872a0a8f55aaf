"""Relative entropy (Kullback-Leibler divergence)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import rel_entr

from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.distance.shares import smoothed_shares
from watchkeeper.stats.distance.split_mean import finite_split_mean


def kl(
    reference: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    smoothing: float = 0.5,
    debias: bool = False,
) -> float:
    """Return the relative entropy of *current* with respect to *reference*.

    The sum over bins of ``p * ln(p / q)``, where *p* and *q* are the shares of *current* and
    *reference*: the nats lost a row by coding today's rows with the reference's shares.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        current: Shape (bins,). Rows by bin in the period under test.
        smoothing: Rows added to every bin of both; 0 gives the textbook value.
        debias: Take off the mean that it has without drift, over all ways to deal the rows of
            both sides out anew; exact for sparse bins too. Needs smoothing.

    Returns:
        A number >= 0, in nats; 0 means equal shares; infinite where *smoothing* is 0 and a bin
        that the reference leaves empty holds a row. With no drift its mean is close to
        ``(1/n + 1/m) * (bins - 1) / 2``; debiased, it is 0 and the answer can be below 0.

    Raises:
        ValueError: unequal numbers of bins, what is no count (NaN, infinity, below 0, parts), or
            *debias* with a smoothing of 0, where the mean is infinite.
        NotEnoughData: one of the two holds no row.

    Source:
        S. Kullback, R. A. Leibler, On information and sufficiency, Annals of Mathematical
        Statistics 22 (1951) 79-86.
    """
    q, p = smoothed_shares(reference, current, smoothing=smoothing)
    value = max(0.0, float(rel_entr(p, q).sum()))
    if not debias:
        return value
    return value - finite_split_mean(reference, current, terms=_terms, smoothing=smoothing)


def _terms(q: Floats, p: Floats) -> Floats:
    return np.asarray(rel_entr(p, q))
