"""A realised metric with what stands behind it."""

from __future__ import annotations

from watchkeeper.model import MetricValue


def test_the_matured_share_counts_labels_that_arrived() -> None:
    """30 of 120 rows are a quarter; of no rows there is no share."""
    some = MetricValue(metric="f1", value=0.5, lower=0.4, upper=0.6, n=120, n_labelled=30)
    none = MetricValue(metric="f1", value=None, lower=None, upper=None, n=0, n_labelled=0)

    assert some.matured_share == 0.25
    assert none.matured_share is None
