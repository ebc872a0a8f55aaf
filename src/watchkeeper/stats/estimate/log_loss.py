"""Log loss of probabilities, from partly labelled rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.estimate.binary_rows import Term, binary_mean, binary_rows, chances
from watchkeeper.stats.estimate.limits import positive
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.spread import Asked, Target
from watchkeeper.stats.metric.loss_terms import log_loss_terms


def log_loss(
    label: npt.ArrayLike,
    forecast: npt.ArrayLike,
    inclusion: npt.ArrayLike,
    labelled: npt.ArrayLike,
    *,
    score: npt.ArrayLike | None = None,
    target: Target = "process",
    cluster: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:
    """Return the mean of minus the log of the probability given to the class that came true.

    By `aipw`, the loss being foreseen as ``-p * ln(r) - (1 - p) * ln(1 - r)`` for a score p and a
    forecast r; without *score* by the weighted mean of the labelled rows.

    Args:
        label: Shape (N,). 1 for the positive class, 0 for the other; read on labelled rows only.
        forecast: Shape (N,). The probability that is judged, in [0, 1].
        inclusion: Shape (N,). The chance of each row to be labelled, in (0, 1], fixed before.
        labelled: Shape (N,). Whether it was.
        score: Shape (N,). Calibrated chance of a positive label, from before these labels (the
            forecast itself where it is calibrated); None: the weighted mean of labelled rows.
        target: ``process`` for traffic like this, ``window`` for these very rows.
        cluster: Shape (N,). Rows that may resemble each other share a value here.
        level: Chance, for many labels, that the interval contains the true loss.

    Returns:
        The estimate in nats, >= 0; the interval lets the standard error grow with the mean. A
        forecast of 0 or 1 is clipped by 2e-16, as scikit-learn does. Not enough labels where the
        variance rests on fewer than 4 of them, where the scores expect four times what is seen,
        or where rows were drawn unevenly and *score* is not given.

    Raises:
        NotEnoughData: fewer than 2 labelled rows, or 2 clusters.
        ValueError: NaN or infinity, labels other than 0 and 1, a probability outside [0, 1], an
            inclusion outside (0, 1], or shapes that do not fit.

    Source:
        Definition as in :func:`watchkeeper.stats.metric.log_loss_terms`; estimate as `aipw`.
    """
    rows = binary_rows(label, np.zeros(np.shape(label)), inclusion, labelled, score)
    p = chances(forecast, rows.sampled, name="forecast")
    term = Term(log_loss_terms(np.ones(p.size), p), log_loss_terms(np.zeros(p.size), p))
    return positive(
        binary_mean(rows, term),
        rows.sampled,
        Asked(level, target, cluster),
        chance=rows.chance,
        is_binary=True,
    )
