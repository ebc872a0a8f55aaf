"""Mean error, from partly labelled rows."""

from __future__ import annotations

import numpy.typing as npt

from watchkeeper.stats.estimate.foreseen_mean import foreseen_mean
from watchkeeper.stats.estimate.limits import plain
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.sampled import sampled
from watchkeeper.stats.estimate.spread import Asked, Target


def bias(
    label: npt.ArrayLike,
    prediction: npt.ArrayLike,
    inclusion: npt.ArrayLike,
    labelled: npt.ArrayLike,
    *,
    expected: npt.ArrayLike | None = None,
    target: Target = "process",
    cluster: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:
    """Return the mean of prediction minus label: above 0 the model says too much.

    ``mean(prediction - label)`` over all rows, by `aipw` from the expected errors.

    Args:
        label: Shape (N,). What was true; read on labelled rows only.
        prediction: Shape (N,). What the model said.
        inclusion: Shape (N,). The chance of each row to be labelled, in (0, 1], fixed before.
        labelled: Shape (N,). Whether it was.
        expected: Shape (N,). The error (prediction - label) to be expected, from a model
            that did not see these labels; None: the weighted mean of the labelled rows.
        target: ``process`` for traffic like this, ``window`` for these very rows.
        cluster: Shape (N,). Rows that may resemble each other share a value here.
        level: Chance, for many labels, that the interval contains the true value.

    Returns:
        The estimate in the unit of the label, 0 for a model that is right on average, give or
        take the t quantile times its standard error.

    Raises:
        NotEnoughData: fewer than 2 labelled rows, or 2 clusters.
        ValueError: NaN or infinity, an inclusion outside (0, 1], or shapes that do not fit.

    Source:
        Delta method; estimate as `aipw`, without *expected* as `hajek`.
    """
    rows = sampled(inclusion, labelled)
    error = rows.every(prediction, name="prediction") - rows.known(label, name="label")
    found = foreseen_mean(error, expected, rows)
    return plain(found, rows, Asked(level, target, cluster))
