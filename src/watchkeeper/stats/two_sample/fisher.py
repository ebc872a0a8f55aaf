"""Fisher's exact test of two shares."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy

from watchkeeper.stats.two_sample.result import TestResult
from watchkeeper.stats.two_sample.z_proportions import two_kinds


def fisher(reference: npt.ArrayLike, current: npt.ArrayLike) -> TestResult:
    """Test whether two shares can be equal, exactly, given the sums of rows and columns.

    The p-value adds up the chances of all tables with these sums that are no likelier than
    the one observed; two-sided.

    Args:
        reference: Shape (2,). Rows of the kind counted, and all other rows.
        current: Shape (2,). The same of the period under test.

    Returns:
        Statistic (current share minus reference share, in [-1, 1]), p-value, and the rows of
        *reference* and *current*. With no drift a p-value below alpha comes up with chance
        alpha at most, at any number of rows.

    Raises:
        ValueError: not 2 counts a side, or what is no count (NaN, infinity, below 0, parts).
        NotEnoughData: one of the two holds no row.

    Source:
        R. A. Fisher, The logic of inductive inference, JRSS 98 (1935) 39-82.
    """
    ref, cur = two_kinds(reference, current)
    n, m = int(ref.sum()), int(cur.sum())
    gap = float(cur[0]) / m - float(ref[0]) / n
    return TestResult(gap, float(scipy.stats.fisher_exact(np.stack([cur, ref])).pvalue), n, m)
