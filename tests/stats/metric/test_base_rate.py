"""The share of positives."""

from __future__ import annotations

from watchkeeper.stats.interval import wilson
from watchkeeper.stats.metric import BinarySummary, base_rate


def test_is_of_all_labelled_rows() -> None:
    """Neither score nor prediction is needed."""
    result, interval = base_rate(BinarySummary(n=50, n_positive=20)), wilson(20, 50)

    assert (result.value, result.lower, result.upper) == (0.4, interval.lower, interval.upper)


def test_no_label() -> None:
    """No value, and the reason."""
    result = base_rate(BinarySummary(n=0, n_positive=0))

    assert (result.value, result.reason) == (None, "no row has a label")
