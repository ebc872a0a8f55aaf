"""Quantile (pinball) loss of predicted quantiles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, count, finite_1d, not_negative, open_share
from watchkeeper.stats.interval.positive_mean import positive_mean
from watchkeeper.stats.interval.quantile import normal_reach
from watchkeeper.stats.metric.result import MetricResult

LEAST_BEYOND = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantileSummary:
    """Rows with a label and one predicted quantile of it.

    The summary of two sets of rows is the sum of their summaries.

    Attributes:
        quantile: Which one, in (0, 1).
        n: Rows.
        total: Sum of `quantile_loss_terms`.
        total_sq: Sum of their squares.
    """

    quantile: float
    n: int
    total: float = 0.0
    total_sq: float = 0.0

    def __post_init__(self) -> None:
        """Refuse by name what is no quantile, no count or no sum."""
        object.__setattr__(self, "quantile", open_share(self.quantile, name="quantile"))
        object.__setattr__(self, "n", count(self.n, name="n"))
        for name in ("total", "total_sq"):
            object.__setattr__(self, name, not_negative(getattr(self, name), name=name))

    def __add__(self, other: QuantileSummary) -> QuantileSummary:
        """Return the summary of both sets of rows; both must be of the same quantile."""
        if self.quantile != other.quantile:
            raise ValueError(
                "summaries of different quantiles cannot be added: "
                f"{self.quantile} and {other.quantile}"
            )
        return QuantileSummary(
            quantile=self.quantile,
            n=self.n + other.n,
            total=self.total + other.total,
            total_sq=self.total_sq + other.total_sq,
        )


def quantile_loss_terms(
    label: npt.ArrayLike, prediction: npt.ArrayLike, *, quantile: float
) -> Floats:
    """Return the quantile loss of each row.

    ``quantile * (label - prediction)`` where the label lies above the prediction, else
    ``(1 - quantile) * (prediction - label)``.

    Args:
        label: Shape (n,). What came true.
        prediction: Shape (n,). The predicted quantile, in the same unit.
        quantile: Which one, in (0, 1): the share of labels that should lie below.

    Returns:
        Shape (n,), in the label's unit, >= 0.

    Raises:
        ValueError: NaN or infinity, unequal lengths, or a quantile not between 0 and 1.
    """
    share = open_share(quantile, name="quantile")
    y, q = finite_1d(label, name="label"), finite_1d(prediction, name="prediction")
    if y.size != q.size:
        raise ValueError(
            f"label and prediction must have the same length, got {y.size} and {q.size}"
        )
    above = y - q
    return np.maximum(share * above, (share - 1.0) * above)


def summarise_quantile(
    label: npt.ArrayLike, prediction: npt.ArrayLike, *, quantile: float
) -> QuantileSummary:
    """Sum up rows for `quantile_loss`; arguments and refusals as of `quantile_loss_terms`."""
    terms = quantile_loss_terms(label, prediction, quantile=quantile)
    return QuantileSummary(
        quantile=quantile, n=terms.size, total=float(terms.sum()), total_sq=float(terms @ terms)
    )


def quantile_loss(summary: QuantileSummary, *, level: float = 0.95) -> MetricResult:
    """Return the mean quantile loss of predicted quantiles, with its interval.

    Args:
        summary: Rows and the sums of their losses, from `summarise_quantile`.
        level: Chance, for many rows, that the interval contains the true mean.

    Returns:
        Value and limits in the label's unit, >= 0; smallest, over all constants, at the true
        quantile. At .5 it is half the mean absolute error. Equal to scikit-learn's
        ``mean_pinball_loss``. No value without a row. No interval where fewer than 50 rows are
        to be expected beyond the quantile, ``n * min(q, 1 - q)``: they carry the loss. From
        there on it covers .93 or more at a level of .95, .90 for heavy tails beyond .99.

    Raises:
        ValueError: a level not between 0 and 1.

    Source:
        R. Koenker, G. Bassett, Regression quantiles, Econometrica 46 (1978) 33-50; interval as
        in :func:`watchkeeper.stats.interval.positive_mean`.
    """
    normal_reach(level)
    n, beyond = summary.n, min(summary.quantile, 1.0 - summary.quantile)
    if n == 0:
        return MetricResult(None, reason="no row has a label and a predicted quantile")
    value = summary.total / n
    if n * beyond < LEAST_BEYOND:
        least = -(-LEAST_BEYOND // beyond)
        return MetricResult(value, reason=f"{n} rows, an interval needs {least:.0f}")
    found = positive_mean(n, summary.total, summary.total_sq, level=level)
    if found.upper == np.inf:
        return MetricResult(value, reason=f"{n} rows, too uneven for an interval")
    return MetricResult(value, found.lower, found.upper)
