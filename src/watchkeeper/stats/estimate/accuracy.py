"""Share of right decisions, from partly labelled rows."""

from __future__ import annotations

import numpy.typing as npt

from watchkeeper.stats.estimate.binary_rows import binary_rows
from watchkeeper.stats.estimate.limits import share
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.shares_of_cells import accuracy_of
from watchkeeper.stats.estimate.spread import Asked, Target


def accuracy(
    label: npt.ArrayLike,
    prediction: npt.ArrayLike,
    inclusion: npt.ArrayLike,
    labelled: npt.ArrayLike,
    *,
    score: npt.ArrayLike | None = None,
    target: Target = "process",
    cluster: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:
    """Return the share of rows whose decision is right.

    By `aipw`, a right decision being foreseen with chance p where the decision is positive and
    1 - p where it is negative; without *score* by the weighted mean of the labelled rows.

    Args:
        label: Shape (N,). 1 for the positive class, 0 for the other; read on labelled rows only.
        prediction: Shape (N,). The decision, 0 or 1.
        inclusion: Shape (N,). The chance of each row to be labelled, in (0, 1], fixed before.
        labelled: Shape (N,). Whether it was.
        score: Shape (N,). Calibrated chance of a positive label, from before these labels; None:
            the labelled rows alone are used, and the larger variance cannot be taken.
        target: ``process`` for traffic like this, ``window`` for these very rows.
        cluster: Shape (N,). Rows that may resemble each other share a value here.
        level: Chance that the interval contains the true accuracy.

    Returns:
        The estimate in [0, 1] with Wilson's interval on its effective rows, 1 where no error was
        drawn. With *score* the larger of the variance seen and the one expected is taken.

    Raises:
        NotEnoughData: fewer than 2 labelled rows, or 2 clusters.
        ValueError: NaN or infinity, labels or predictions other than 0 and 1, an inclusion
            outside (0, 1], or shapes that do not fit.

    Source:
        Ratio estimator: C.-E. Sarndal, B. Swensson, J. Wretman, Model Assisted Survey Sampling,
        Springer 1992, section 5.6; with foreseen parts: T. Zrnic, E. J. Candes, ICML 2024.
    """
    rows = binary_rows(label, prediction, inclusion, labelled, score)
    return share(
        accuracy_of(rows),
        rows.sampled,
        Asked(level, target, cluster),
        counted=rows.sampled.drawn,
        chance=rows.chance,
    )
