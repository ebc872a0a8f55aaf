"""Quantile (pinball) loss, from partly labelled rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import open_share
from watchkeeper.stats.estimate.foreseen_mean import foreseen_mean
from watchkeeper.stats.estimate.limits import positive
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.sampled import sampled
from watchkeeper.stats.estimate.spread import Asked, Target


def quantile_loss(
    label: npt.ArrayLike,
    prediction: npt.ArrayLike,
    inclusion: npt.ArrayLike,
    labelled: npt.ArrayLike,
    *,
    quantile: float = 0.5,
    expected: npt.ArrayLike | None = None,
    target: Target = "process",
    cluster: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:
    """Return the mean quantile loss of predictions that claim to be a quantile.

    ``q * (label - prediction)`` where the label is above, ``(1 - q) * (prediction - label)`` where
    it is below, averaged over all rows by `aipw` from the expected losses.

    Args:
        label: Shape (N,). What was true; read on labelled rows only.
        prediction: Shape (N,). What the model said.
        inclusion: Shape (N,). The chance of each row to be labelled, in (0, 1], fixed before.
        labelled: Shape (N,). Whether it was.
        quantile: Which one the predictions claim to be, between 0 and 1.
        expected: Shape (N,). The loss to be expected, from a model
            that did not see these labels; None: the weighted mean of the labelled rows.
        target: ``process`` for traffic like this, ``window`` for these very rows.
        cluster: Shape (N,). Rows that may resemble each other share a value here.
        level: Chance, for many labels, that the interval contains the true value.

    Returns:
        The estimate in the unit of the label, >= 0, half the absolute error at .5; the interval
        lets the standard error grow with the mean.

    Raises:
        NotEnoughData: fewer than 2 labelled rows, or 2 clusters.
        ValueError: NaN or infinity, an inclusion outside (0, 1], a quantile
            not between 0 and 1, or shapes that do not fit.

    Source:
        R. Koenker, G. Bassett, Regression quantiles, Econometrica 46 (1978) 33-50.
    """
    rows = sampled(inclusion, labelled)
    error = rows.every(prediction, name="prediction") - rows.known(label, name="label")
    q = open_share(quantile, name="quantile")
    found = foreseen_mean(np.maximum((1.0 - q) * error, -q * error), expected, rows)
    return positive(found, rows, Asked(level, target, cluster))
