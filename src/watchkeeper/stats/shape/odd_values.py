"""Odd values of a series, drawn back to their neighbours."""

from __future__ import annotations

import numpy as np

from watchkeeper.stats.arrays import Floats

_NEIGHBOURS = 5
_REACH = 3.0
_RARE = 0.1
# The median distance from the mean of a normal law is one of this many standard deviations.
_MEDIAN_TO_DEVIATION = 1.4826


def without_odd_values(series: Floats) -> Floats:
    """Return *series* with values far from their neighbours set to as far as is usual.

    A value may lie 3 deviations from the median of the five values about it (at an end, of the
    last five); the deviation is 1.4826 times the median distance from these medians. One odd
    value, or two in a row, do not move such a median; three in a row do, and stay. Where most
    values are equal to their median, fewer than a tenth that are not are odd, and set to it; more
    are the rare events of such a series, and nothing is changed.

    Args:
        series: Shape (n,), n >= 5, in order of time.

    Returns:
        Shape (n,), a new array.

    Source:
        F. R. Hampel, The influence curve and its role in robust estimation, JASA 69 (1974)
        383-393; R. K. Pearson, Outliers in process modeling and identification, IEEE
        Transactions on Control Systems Technology 10 (2002) 55-63.
    """
    n = series.size
    first = np.clip(np.arange(n) - _NEIGHBOURS // 2, 0, n - _NEIGHBOURS)
    usual = np.median(series[first[:, None] + np.arange(_NEIGHBOURS)], axis=1)
    distance = np.abs(series - usual)
    reach = _REACH * _MEDIAN_TO_DEVIATION * float(np.median(distance))
    if reach == 0.0 and np.count_nonzero(distance) >= _RARE * n:
        return series.copy()
    drawn: Floats = np.clip(series, usual - reach, usual + reach)
    return drawn
