"""Intervals that contain the true value as often as they state.

To add one: write ``<name>.py`` beside this file, add one row to ``INTERVALS``. The docs table
and the contract tests in ``tests/contracts/test_intervals.py`` read this tuple.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from watchkeeper.stats.interval.auc import auc
from watchkeeper.stats.interval.bootstrap import bootstrap
from watchkeeper.stats.interval.clopper_pearson import clopper_pearson
from watchkeeper.stats.interval.clustered_mean import clustered_mean
from watchkeeper.stats.interval.clustered_ratio import ClusteredInterval, clustered_ratio
from watchkeeper.stats.interval.delong import delong, delong_difference
from watchkeeper.stats.interval.difference_of_proportions import difference_of_proportions
from watchkeeper.stats.interval.effective_wilson import effective_wilson
from watchkeeper.stats.interval.limits import Interval
from watchkeeper.stats.interval.mean import mean
from watchkeeper.stats.interval.positive_mean import positive_mean
from watchkeeper.stats.interval.ratio import ratio
from watchkeeper.stats.interval.wilson import wilson

__all__ = [
    "INTERVALS",
    "ClusteredInterval",
    "Interval",
    "IntervalMethod",
    "auc",
    "bootstrap",
    "clopper_pearson",
    "clustered_mean",
    "clustered_ratio",
    "delong",
    "delong_difference",
    "difference_of_proportions",
    "effective_wilson",
    "mean",
    "positive_mean",
    "ratio",
    "wilson",
]


class IntervalMethod(NamedTuple):
    """An interval, what it is of, and the range its limits keep to."""

    name: str
    call: Callable[..., Interval]
    of: str
    lowest: float
    highest: float


_INF = float("inf")

INTERVALS: tuple[IntervalMethod, ...] = (
    IntervalMethod("wilson", wilson, of="share", lowest=0.0, highest=1.0),
    IntervalMethod("clopper_pearson", clopper_pearson, of="share", lowest=0.0, highest=1.0),
    IntervalMethod(
        "effective_wilson", effective_wilson, of="weighted share", lowest=0.0, highest=1.0
    ),
    IntervalMethod(
        "difference_of_proportions",
        difference_of_proportions,
        of="difference of two shares",
        lowest=-1.0,
        highest=1.0,
    ),
    IntervalMethod("auc", auc, of="area under the ROC curve", lowest=0.0, highest=1.0),
    IntervalMethod("delong", delong, of="area under the ROC curve", lowest=0.0, highest=1.0),
    IntervalMethod(
        "delong_difference",
        delong_difference,
        of="difference of two areas on the same rows",
        lowest=-1.0,
        highest=1.0,
    ),
    IntervalMethod("mean", mean, of="mean", lowest=-_INF, highest=_INF),
    IntervalMethod("positive_mean", positive_mean, of="mean", lowest=0.0, highest=_INF),
    IntervalMethod("ratio", ratio, of="ratio of two sums", lowest=-_INF, highest=_INF),
    IntervalMethod(
        "clustered_mean", clustered_mean, of="mean of clustered rows", lowest=-_INF, highest=_INF
    ),
    IntervalMethod(
        "clustered_ratio",
        clustered_ratio,
        of="ratio of two sums of clustered rows",
        lowest=-_INF,
        highest=_INF,
    ),
    IntervalMethod("bootstrap", bootstrap, of="any statistic", lowest=-_INF, highest=_INF),
)
