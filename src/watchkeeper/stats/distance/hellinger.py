"""Hellinger distance."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.distance.shares import smoothed_shares
from watchkeeper.stats.distance.signed_root import signed_root
from watchkeeper.stats.distance.split_mean import split_mean


def hellinger(
    reference: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    smoothing: float = 0.5,
    debias: bool = False,
) -> float:
    """Return the Hellinger distance of two count vectors on the same bins.

    The root of half the sum over bins of ``(sqrt(p) - sqrt(q))**2``, where *p* and *q* are the
    shares of *current* and *reference*.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        current: Shape (bins,). Rows by bin in the period under test.
        smoothing: Rows added to every bin of both; 0 gives the textbook value.
        debias: Take off the mean that its square has without drift, over all ways to deal the
            rows of both sides out anew; exact for sparse bins too. The root keeps its sign.

    Returns:
        A number from 0 (equal shares) to 1 (no bin in common). With no drift its square has a
        mean close to ``(1/n + 1/m) * (bins - 1) / 8``; debiased, 0, so the answer can be below
        0. For small shifts it is close to ``sqrt(psi / 8)``.

    Raises:
        ValueError: unequal numbers of bins, or what is no count (NaN, infinity, below 0, parts).
        NotEnoughData: one of the two holds no row.

    Source:
        L. Le Cam, G. L. Yang, Asymptotics in Statistics, 2nd ed., Springer 2000, chapter 3.
    """
    q, p = smoothed_shares(reference, current, smoothing=smoothing)
    square = min(1.0, float(_terms(q, p).sum()))
    if not debias:
        return math.sqrt(square)
    return signed_root(square - split_mean(reference, current, terms=_terms, smoothing=smoothing))


def _terms(q: Floats, p: Floats) -> Floats:
    terms: Floats = np.square(np.sqrt(p) - np.sqrt(q)) / 2.0
    return terms
