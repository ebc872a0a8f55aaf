"""Population stability index."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import paired_counts
from watchkeeper.stats.distance.shares import smoothed_shares


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
        debias: Take off the mean that it has without drift, ``(1/n + 1/m) * (bins - 1)``, bins
            without any row on either side not counted.

    Returns:
        A number >= 0, in nats; 0 means equal shares; infinite where *smoothing* is 0 and a bin
        is empty on one side only. With no drift it is distributed as ``1/n + 1/m`` times a
        chi-square with bins - 1 degrees of freedom, so a fixed cut such as 0.2 means different
        things at n = 200 and n = 200,000. Debiased, its mean without drift is 0 and it can be
        below 0.

    Raises:
        ValueError: unequal numbers of bins, or what is no count (NaN, infinity, below 0, parts).
        NotEnoughData: one of the two holds no row.

    Source:
        B. Yurdakul, Statistical Properties of Population Stability Index, PhD thesis, Western
        Michigan University, 2018 (Dissertations 3208).
    """
    q, p = smoothed_shares(reference, current, smoothing=smoothing)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p == q, 0.0, (p - q) * np.log(p / q))
    value = float(terms.sum())
    return value - mean_without_drift(reference, current) if debias else value


def mean_without_drift(reference: npt.ArrayLike, current: npt.ArrayLike) -> float:
    """Return the mean of the index without drift: ``(1/n + 1/m) * (bins - 1)``.

    Bins without any row on either side are not counted.

    Raises:
        ValueError: as :func:`psi`.
        NotEnoughData: one of the two holds no row.
    """
    ref, cur = paired_counts(reference, current)
    bins = int(np.count_nonzero(ref + cur))
    return (1.0 / float(ref.sum()) + 1.0 / float(cur.sum())) * (bins - 1)
