"""Population stability index."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, paired_counts
from watchkeeper.stats.distance.shares import smoothed_shares
from watchkeeper.stats.distance.split_mean import finite_split_mean


def psi(
    reference: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    smoothing: float = 0.5,
    debias: bool = False,
) -> float:
    """Return the population stability index of two count vectors on the same bins.

    The sum over bins of ``(p - q) * ln(p / q)``, where *p* and *q* are the shares of *current*
    and *reference*; the two relative entropies, added.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        current: Shape (bins,). Rows by bin in the period under test.
        smoothing: Rows added to every bin of both; 0 gives the textbook value.
        debias: Take off the mean that it has without drift, over all ways to deal the rows of
            both sides out anew; exact for sparse bins too. Needs smoothing.

    Returns:
        A number >= 0, in nats; 0 means equal shares; infinite where *smoothing* is 0 and a bin
        is empty on one side only. With no drift it is distributed as ``1/n + 1/m`` times a
        chi-square with bins - 1 degrees of freedom, so a fixed cut such as 0.2 means different
        things at n = 200 and n = 200,000. Debiased, its mean without drift is 0 and it can be
        below 0.

    Raises:
        ValueError: unequal numbers of bins, what is no count (NaN, infinity, below 0, parts), or
            *debias* with a smoothing of 0, where the mean is infinite.
        NotEnoughData: one of the two holds no row.

    Source:
        B. Yurdakul, Statistical Properties of Population Stability Index, PhD thesis, Western
        Michigan University, 2018 (Dissertations 3208).
    """
    q, p = smoothed_shares(reference, current, smoothing=smoothing)
    value = float(_terms(q, p).sum())
    if not debias:
        return value
    return value - finite_split_mean(reference, current, terms=_terms, smoothing=smoothing)


def _terms(q: Floats, p: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p == q, 0.0, (p - q) * np.log(p / q))


def mean_without_drift(reference: npt.ArrayLike, current: npt.ArrayLike) -> float:
    """Return the mean of the index without drift in large samples: ``(1/n + 1/m) * (bins - 1)``.

    Bins without any row on either side are not counted. Far too large where bins expect fewer
    than 5 rows and half a row is added to each; ``psi(debias=True)`` takes off the exact mean.

    Raises:
        ValueError: as :func:`psi`.
        NotEnoughData: one of the two holds no row.
    """
    ref, cur = paired_counts(reference, current)
    bins = int(np.count_nonzero(ref + cur))
    return (1.0 / float(ref.sum()) + 1.0 / float(cur.sum())) * (bins - 1)
