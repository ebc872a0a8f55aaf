"""Quantile (pinball) loss of predicted quantiles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats, finite_1d, open_share
from watchkeeper.stats.metric.mean_loss import mean_loss, summarise_loss
from watchkeeper.stats.metric.result import MetricResult


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


def quantile_loss(
    label: npt.ArrayLike, prediction: npt.ArrayLike, *, quantile: float, level: float = 0.95
) -> MetricResult:
    """Return the mean quantile loss of predicted quantiles, with its interval.

    Add up the windows of a stream as ``summarise_loss(quantile_loss_terms(...))`` and ask
    ``mean_loss`` of the sum; this does both for one pair of arrays.

    Args:
        label: Shape (n,). What came true.
        prediction: Shape (n,). The predicted quantile, in the same unit.
        quantile: Which one, in (0, 1).
        level: Chance, for many rows, that the interval contains the true mean.

    Returns:
        Value and limits in the label's unit, >= 0; smallest, over all constants, at the true
        quantile. At .5 it is half the mean absolute error. Equal to scikit-learn's
        ``mean_pinball_loss``. No value without a row; no interval from one row. With fewer than
        5 labels to be expected beyond the quantile it covers .88 at a level of .95.

    Raises:
        ValueError: as :func:`quantile_loss_terms`, or a level not between 0 and 1.

    Source:
        R. Koenker, G. Bassett, Regression quantiles, Econometrica 46 (1978) 33-50; interval as
        in :func:`watchkeeper.stats.interval.positive_mean`.
    """
    terms = quantile_loss_terms(label, prediction, quantile=quantile)
    return mean_loss(summarise_loss(terms), level=level)
