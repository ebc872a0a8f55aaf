"""Mean of all rows from a prediction that the labelled rows first put right."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.estimate.aipw import aipw_linear
from watchkeeper.stats.estimate.limits import mean_of
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.sampled import Sampled, sampled
from watchkeeper.stats.estimate.spread import Asked, Target


def greg(
    values: npt.ArrayLike,
    predicted: npt.ArrayLike,
    inclusion: npt.ArrayLike,
    labelled: npt.ArrayLike,
    *,
    target: Target = "process",
    cluster: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:
    """Return the mean of *values* over all rows, by generalised regression.

    A line is fitted to the values of the labelled rows by their predictions, with the weights
    ``(1 / pi) * (1 / pi - 1)`` that make the variance least; what it gives takes the place of
    the prediction in `aipw`. So a prediction on the wrong scale costs nothing.

    Args:
        values: Shape (N,). What is averaged; read on labelled rows only.
        predicted: Shape (N,). What *values* was expected to be; any scale.
        inclusion: Shape (N,). The chance of each row to be labelled, in (0, 1], fixed before.
        labelled: Shape (N,). Whether it was.
        target: ``process`` for traffic like this, ``window`` for these very rows.
        cluster: Shape (N,). Rows that may resemble each other share a value here.
        level: Chance that the interval contains the true mean.

    Returns:
        The estimate in the unit of the values. As good as `aipw` where the prediction is
        calibrated, better where it is overconfident; the fitted line biases it by a share of
        its standard error that falls with the number of labels. Of values 0 and 1 the line is
        taken as their chance, and the larger variance is used as in `aipw`.

    Raises:
        NotEnoughData: fewer than 2 labelled rows, or 2 clusters.
        ValueError: NaN or infinity, an inclusion outside (0, 1], or shapes that do not fit.

    Source:
        C.-E. Sarndal, B. Swensson, J. Wretman, Model Assisted Survey Sampling, Springer 1992,
        section 6.4.
    """
    rows = sampled(inclusion, labelled)
    m, f = rows.known(values, name="values"), rows.every(predicted, name="predicted")
    line = _line(m, f, rows)
    chance = np.clip(line, 0.0, 1.0) if np.isin(m, (0.0, 1.0)).all() else None
    asked = Asked(level, target, cluster)
    return mean_of(m, aipw_linear(m, line, rows), rows, asked, chance=chance)


def _line(values: Floats, predicted: Floats, rows: Sampled) -> Floats:
    """Return the weighted least-squares line of values by predictions, on every row."""
    weight = rows.weight * np.where(rows.drawn, rows.weight - 1.0, 0.0)
    total = float(weight.sum())
    if total == 0.0:
        return predicted
    centre = float(np.sum(weight * predicted)) / total
    apart = predicted - centre
    spread = float(np.sum(weight * np.square(apart)))
    slope = float(np.sum(weight * apart * values)) / spread if spread > 0.0 else 0.0
    line: Floats = float(np.sum(weight * values)) / total + slope * apart
    return line
