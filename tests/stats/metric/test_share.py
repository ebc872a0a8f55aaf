"""A share as a metric."""

from __future__ import annotations

from watchkeeper.stats.interval import wilson
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.share import share


def test_value_and_limits_are_wilsons() -> None:
    """At the level asked for."""
    interval = wilson(3, 9, level=0.9)

    assert share(3, 9, undefined="", level=0.9) == MetricResult(
        interval.value, interval.lower, interval.upper
    )


def test_no_trial_gives_the_reason() -> None:
    """Scarce data is an answer, not an exception."""
    assert share(0, 0, undefined="none", level=0.95) == MetricResult(None, reason="none")
