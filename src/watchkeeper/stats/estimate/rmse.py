"""Root of the mean squared error, from partly labelled rows."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.estimate.foreseen_mean import foreseen_mean
from watchkeeper.stats.estimate.limits import positive
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.sampled import sampled
from watchkeeper.stats.estimate.spread import Asked, Target


def rmse(
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
    """Return the root of the mean squared error.

    ``sqrt(mean((prediction - label)**2))`` over all rows, by `aipw` from the expected squares.

    Args:
        label: Shape (N,). What was true; read on labelled rows only.
        prediction: Shape (N,). What the model said.
        inclusion: Shape (N,). The chance of each row to be labelled, in (0, 1], fixed before.
        labelled: Shape (N,). Whether it was.
        expected: Shape (N,). The squared error to be expected, from a model
            that did not see these labels; None: the weighted mean of the labelled rows.
        target: ``process`` for traffic like this, ``window`` for these very rows.
        cluster: Shape (N,). Rows that may resemble each other share a value here.
        level: Chance, for many labels, that the interval contains the true value.

    Returns:
        The estimate in the unit of the label, >= 0: value and limits are the roots of those of
        the mean squared error.

    Raises:
        NotEnoughData: fewer than 2 labelled rows, or 2 clusters.
        ValueError: NaN or infinity, an inclusion outside (0, 1], or shapes that do not fit.

    Source:
        Delta method; estimate as `aipw`, without *expected* as `hajek`.
    """
    rows = sampled(inclusion, labelled)
    error = rows.every(prediction, name="prediction") - rows.known(label, name="label")
    found = positive(
        foreseen_mean(np.square(error), expected, rows), rows, Asked(level, target, cluster)
    )
    root = math.sqrt(found.value)
    slope = 1.0 / (2.0 * root) if root > 0.0 else 0.0
    return dataclasses.replace(
        found,
        value=root,
        lower=math.sqrt(found.lower),
        upper=math.sqrt(found.upper),
        standard_error=found.standard_error * slope,
    )
