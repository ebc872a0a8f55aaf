"""Cramer's V, corrected for its bias."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import paired_counts


def cramers_v(reference: npt.ArrayLike, current: npt.ArrayLike, *, debias: bool = True) -> float:
    """Return how strongly the kind of a row depends on the side it is on.

    The root of chi-square over rows, chi-square that of the table of two sides and the bins
    that hold a row. Debiased: less the mean that it has without drift,
    ``(bins - 1) / (n + m - 1)``, not below 0, over the largest value that is left then.
    No smoothing: an empty bin does no harm.

    Args:
        reference: Shape (bins,). Rows by bin in the period taken as normal.
        current: Shape (bins,). Rows by bin in the period under test.
        debias: False gives the textbook value.

    Returns:
        A number from 0 to 1; 1 where no bin is in common. A given difference of shares reads
        smaller where one side is small beside the other: by ``2 sqrt(n m) / (n + m)`` if it is
        slight. With no drift the textbook square has the mean ``(bins - 1) / (n + m - 1)``
        exactly; debiased, more than half of all answers are 0. One bin: 0.

    Raises:
        ValueError: unequal numbers of bins, or what is no count (NaN, infinity, below 0, parts).
        NotEnoughData: one of the two holds no row.

    Source:
        W. Bergsma, A bias-correction for Cramer's V and Tschuprow's T, Journal of the Korean
        Statistical Society 42 (2013) 323-328, equations 3 and 4.
    """
    ref, cur = paired_counts(reference, current)
    held = (ref + cur) > 0
    n, m = float(ref.sum()), float(cur.sum())
    gaps = np.square(ref[held] / n - cur[held] / m)
    # Chi-square of the table, over its n + m rows.
    square = n * m / (n + m) * float((gaps / (ref + cur)[held]).sum())
    bins, left = int(np.count_nonzero(held)), n + m - 1.0
    if bins < 2:
        return 0.0
    if not debias:
        return math.sqrt(min(1.0, square))
    square = max(0.0, square - (bins - 1) / left)
    # What is left of the sides (2) and of the bins after their own correction, less 1.
    largest = min(1.0 - 1.0 / left, (bins - 1) - (bins - 1) ** 2 / left)
    return math.sqrt(min(1.0, square / largest)) if largest > 0.0 else 0.0
