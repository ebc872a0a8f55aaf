"""What a metric answers: a value with its interval, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MetricResult:
    """One metric of one summary.

    ``value`` is None where the metric is not defined, ``lower`` and ``upper`` are None where no
    interval can be stated; ``reason`` then says why. A reason beside a full answer is a notice.
    ``bound`` is the largest error that binned scores can have caused (0 where scores are exact);
    the interval already contains it.
    """

    value: float | None
    lower: float | None = None
    upper: float | None = None
    bound: float = 0.0
    reason: str = ""
