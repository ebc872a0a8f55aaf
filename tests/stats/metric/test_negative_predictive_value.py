"""Negative predictive value."""

from __future__ import annotations

from watchkeeper.stats.interval import wilson
from watchkeeper.stats.metric import BinarySummary, negative_predictive_value, precision


def test_by_hand() -> None:
    """55 of 65 rows predicted negative are negative, with Wilson's interval."""
    result = negative_predictive_value(
        BinarySummary(n=100, n_positive=40, tp=30, fp=5, fn=10, tn=55)
    )

    interval = wilson(55, 65)
    assert (result.value, result.lower, result.upper) == (55 / 65, interval.lower, interval.upper)


def test_is_the_precision_of_the_other_class() -> None:
    """With the classes swapped."""
    one = BinarySummary(n=100, n_positive=40, tp=30, fp=5, fn=10, tn=55)
    other = BinarySummary(n=100, n_positive=60, tp=55, fp=10, fn=5, tn=30)

    assert negative_predictive_value(one) == precision(other)


def test_undefined() -> None:
    """No prediction at all, or none that is negative."""
    assert negative_predictive_value(BinarySummary(n=3, n_positive=1)).reason == (
        "no labelled row has a prediction"
    )
    assert negative_predictive_value(BinarySummary(n=3, n_positive=1, tp=1, fp=2)).reason == (
        "none of 3 predicted rows is predicted negative"
    )
