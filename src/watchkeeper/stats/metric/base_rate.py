"""Share of the positive class among labelled rows."""

from __future__ import annotations

from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.share import share
from watchkeeper.stats.metric.summary import BinarySummary


def base_rate(summary: BinarySummary, *, level: float = 0.95) -> MetricResult:
    """Return the share of positive rows among labelled rows, with Wilson's interval.

    Args:
        summary: Its row counts are used; neither score nor prediction is needed.
        level: Chance that the interval contains the true share.

    Returns:
        Value and limits in [0, 1]; no value without a labelled row.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`watchkeeper.stats.interval.wilson`.
    """
    return share(summary.n_positive, summary.n, undefined="no row has a label", level=level)
