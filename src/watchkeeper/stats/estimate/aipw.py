"""Mean of all rows from a prediction of each, corrected by the labelled ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.estimate.limits import mean_of
from watchkeeper.stats.estimate.linear import Linear
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.sampled import Sampled, sampled
from watchkeeper.stats.estimate.spread import Asked, Target


def aipw(
    values: npt.ArrayLike,
    predicted: npt.ArrayLike,
    inclusion: npt.ArrayLike,
    labelled: npt.ArrayLike,
    *,
    target: Target = "process",
    cluster: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:
    """Return the mean of *values* over all rows, by augmented inverse-probability weighting.

    The mean of ``f + w * (m - f)``: the prediction f everywhere, corrected by the labelled rows
    with w = 1 / inclusion. Right on average whatever f is; the closer f, the narrower.

    Args:
        values: Shape (N,). What is averaged (1 where the model was right, a loss); read on
            labelled rows only.
        predicted: Shape (N,). What *values* was expected to be, from a model that did not see
            these labels: for accuracy the calibrated chance of being right.
        inclusion: Shape (N,). The chance of each row to be labelled, in (0, 1], fixed before.
        labelled: Shape (N,). Whether it was.
        target: ``process`` for traffic like this, ``window`` for these very rows.
        cluster: Shape (N,). Rows that may resemble each other share a value here.
        level: Chance that the interval contains the true mean.

    Returns:
        The estimate in the unit of the values. Where these are 0 and 1 on labelled rows and
        *predicted* lies in [0, 1], the larger of the sample's variance and the one expected
        from *predicted* is taken, as rare errors may not have been drawn.

    Raises:
        NotEnoughData: fewer than 2 labelled rows, or 2 clusters.
        ValueError: NaN or infinity, an inclusion outside (0, 1], or shapes that do not fit.

    Source:
        T. Zrnic, E. J. Candes, Active statistical inference, ICML 2024, arXiv 2403.03208.
    """
    rows = sampled(inclusion, labelled)
    m, f = rows.known(values, name="values"), rows.every(predicted, name="predicted")
    binary = np.isin(m, (0.0, 1.0)).all() and f.min() >= 0.0 and f.max() <= 1.0
    chance = f if binary else None
    return mean_of(m, aipw_linear(m, f, rows), rows, Asked(level, target, cluster), chance=chance)


def aipw_linear(values: Floats, predicted: Floats, rows: Sampled) -> Linear:
    """Return the corrected mean with what each row adds to its error."""
    residual = np.where(rows.drawn, values - predicted, 0.0)
    value = float(np.mean(predicted + rows.weight * residual))
    return Linear(
        value,
        (predicted - value) / rows.n,
        residual / rows.n,
        (1.0 - predicted) / rows.n,
        -predicted / rows.n,
    )
