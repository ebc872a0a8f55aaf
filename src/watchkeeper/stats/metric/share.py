"""A share of rows as a metric: value, Wilson interval, or the reason why not."""

from __future__ import annotations

from watchkeeper.stats.interval.wilson import wilson
from watchkeeper.stats.metric.result import MetricResult


def share(successes: float, trials: float, *, undefined: str, level: float) -> MetricResult:
    """Return *successes* of *trials* with Wilson's interval; *undefined* says why without any."""
    if trials == 0:
        return MetricResult(None, reason=undefined)
    interval = wilson(successes, trials, level=level)
    return MetricResult(interval.value, interval.lower, interval.upper)
