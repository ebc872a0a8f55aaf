"""The mean of any loss that each row has on its own: its summary, value and interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import count, finite_1d, not_negative
from watchkeeper.stats.interval.positive_mean import positive_mean
from watchkeeper.stats.metric.result import MetricResult


@dataclass(frozen=True, slots=True, kw_only=True)
class LossSummary:
    """Rows with a loss >= 0; the summary of two sets of rows is the sum of their summaries.

    Attributes:
        n: Rows.
        total: Sum of their losses.
        total_sq: Sum of the squares of their losses.
    """

    n: int
    total: float = 0.0
    total_sq: float = 0.0

    def __post_init__(self) -> None:
        """Refuse by name what is no count or no sum."""
        object.__setattr__(self, "n", count(self.n, name="n"))
        for name in ("total", "total_sq"):
            object.__setattr__(self, name, not_negative(getattr(self, name), name=name))

    def __add__(self, other: LossSummary) -> LossSummary:
        """Return the summary of both sets of rows."""
        return LossSummary(
            n=self.n + other.n,
            total=self.total + other.total,
            total_sq=self.total_sq + other.total_sq,
        )


def summarise_loss(terms: npt.ArrayLike) -> LossSummary:
    """Sum up the losses of rows.

    Args:
        terms: Shape (n,). The loss of each row, >= 0, such as `quantile_loss_terms`.

    Raises:
        ValueError: not 1-d, NaN, infinity, or a negative loss.
    """
    values = finite_1d(terms, name="terms")
    if values.size:
        not_negative(float(values.min()), name="the smallest of terms")
    squares = float(np.square(values).sum())
    return LossSummary(n=values.size, total=float(values.sum()), total_sq=squares)


def mean_loss(summary: LossSummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean loss of a row, with its interval.

    Args:
        summary: Rows, the sums of their losses and of their squares.
        level: Chance, for many rows, that the interval contains the true mean.

    Returns:
        Value and limits in the unit of the losses, >= 0. No value without a row; no interval
        from one row, or from few of very uneven size.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        Interval as in :func:`watchkeeper.stats.interval.positive_mean`.
    """
    if summary.n == 0:
        return MetricResult(None, reason="no row has a loss")
    try:
        found = positive_mean(summary.n, summary.total, summary.total_sq, level=level)
    except NotEnoughData:
        return MetricResult(summary.total, reason="1 row, an interval needs 2")
    if math.isinf(found.upper):
        return MetricResult(found.value, reason=f"{summary.n} rows, too uneven for an interval")
    return MetricResult(found.value, found.lower, found.upper)
