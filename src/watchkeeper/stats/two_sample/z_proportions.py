"""Test of two shares by the normal law."""

from __future__ import annotations

import math

import numpy.typing as npt
import scipy

from watchkeeper.stats.arrays import Counts, paired_counts
from watchkeeper.stats.two_sample.result import TestResult


def z_proportions(reference: npt.ArrayLike, current: npt.ArrayLike) -> TestResult:
    """Test whether two shares can be equal, by the normal law with a pooled variance.

    ``(p - q) / sqrt(s (1 - s) (1/n + 1/m))``, *p* and *q* the shares of *current* and
    *reference*, *s* that of both together; two-sided.

    Args:
        reference: Shape (2,). Rows of the kind counted, and all other rows.
        current: Shape (2,). The same of the period under test.

    Returns:
        Statistic (above 0 where *current* has the larger share), p-value, and the rows of
        *reference* and *current*. With no drift the p-value is close to uniform where each of
        the four expects 5 rows; take ``fisher`` below that. 0 and 1 where all rows are of one
        kind.

    Raises:
        ValueError: not 2 counts a side, or what is no count (NaN, infinity, below 0, parts).
        NotEnoughData: one of the two holds no row.

    Source:
        J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd
        ed., Wiley 2003, section 3.2 (without the correction for continuity).
    """
    ref, cur = two_kinds(reference, current)
    n, m = int(ref.sum()), int(cur.sum())
    s = float(ref[0] + cur[0]) / (n + m)
    variance = s * (1.0 - s) * (1.0 / n + 1.0 / m)
    if variance == 0.0:
        return TestResult(0.0, 1.0, n, m)
    z = (float(cur[0]) / m - float(ref[0]) / n) / math.sqrt(variance)
    return TestResult(z, min(1.0, 2.0 * float(scipy.stats.norm.sf(abs(z)))), n, m)


def two_kinds(reference: npt.ArrayLike, current: npt.ArrayLike) -> tuple[Counts, Counts]:
    """Return both as counts of shape (2,), or say that they are not.

    Raises:
        ValueError: not 2 counts a side, or what is no count.
        NotEnoughData: one of the two holds no row.
    """
    ref, cur = paired_counts(reference, current)
    if ref.size != 2:
        raise ValueError(f"reference and current must have shape (2,), got {ref.shape}")
    return ref, cur
