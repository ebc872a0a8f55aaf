"""Jensen-Shannon distance."""

from __future__ import annotations

import math
from typing import Literal

import numpy.typing as npt
from scipy.special import rel_entr

from watchkeeper.stats.arrays import Floats, finite
from watchkeeper.stats.distance.shares import smoothed_shares
from watchkeeper.stats.distance.signed_root import signed_root
from watchkeeper.stats.distance.split_mean import split_mean


def jensen_shannon(
    reference: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    smoothing: float = 0.5,
    base: float | Literal["e"] = 2.0,
    debias: bool = False,
) -> float:
    """Return the Jensen-Shannon distance (the root of the divergence) of two count vectors.

    The root of the mean relative entropy of the two shares *p*, *q* with respect to their
    average.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        current: Shape (bins,). Rows by bin in the period under test.
        smoothing: Rows added to every bin of both; 0 gives the textbook value.
        base: Of the logarithm: 2 (the distance then ends at 1), "e" or any number above 1.
        debias: Take off the mean that its square has without drift, over all ways to deal the
            rows of both sides out anew; exact for sparse bins too. The root keeps its sign.

    Returns:
        A number from 0 (equal shares) to 1 (no bin in common, base 2; .833 in base e); a metric
        (it obeys the triangle inequality). With no drift the square of the base-e distance has
        a mean close to ``(1/n + 1/m) * (bins - 1) / 8``; debiased, 0, so the answer can be
        below 0.

    Raises:
        ValueError: unequal numbers of bins, what is no count (NaN, infinity, below 0, parts),
            or a base not above 1.
        NotEnoughData: one of the two holds no row.

    Source:
        D. M. Endres, J. E. Schindelin, A new metric for probability distributions, IEEE
        Transactions on Information Theory 49 (2003) 1858-1860.
    """
    nats_a_unit = 1.0 if base == "e" else math.log(_above_one(base))
    q, p = smoothed_shares(reference, current, smoothing=smoothing)
    nats = max(0.0, float(_terms(q, p).sum()))
    if debias:
        nats -= split_mean(reference, current, terms=_terms, smoothing=smoothing)
    return signed_root(nats / nats_a_unit)


def _terms(q: Floats, p: Floats) -> Floats:
    middle = (p + q) / 2.0
    terms: Floats = (rel_entr(p, middle) + rel_entr(q, middle)) / 2.0
    return terms


def _above_one(base: float) -> float:
    number = finite(base, name="base")
    if number <= 1.0:
        raise ValueError(f"base must be above 1, got {base}")
    return number
