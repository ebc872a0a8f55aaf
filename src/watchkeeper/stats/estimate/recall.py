"""Share of positives that were decided positive, from partly labelled rows."""

from __future__ import annotations

import numpy.typing as npt

from watchkeeper.stats.estimate.binary_rows import binary_rows
from watchkeeper.stats.estimate.limits import share
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.shares_of_cells import recall_of
from watchkeeper.stats.estimate.spread import Asked, Target


def recall(
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
    """Return the share of positive labels that were decided positive.

    ``sum(y * d) / sum(y)`` with y estimated by p + w * (y - p).

    Args:
        label: Shape (N,). 1 for the positive class, 0 for the other; read on labelled rows only.
        prediction: Shape (N,). The decision, 0 or 1.
        inclusion: Shape (N,). The chance of each row to be labelled, in (0, 1], fixed before.
        labelled: Shape (N,). Whether it was.
        score: Shape (N,). Calibrated chance of a positive label, from before these labels; None:
            the labelled rows alone are used, and the larger variance cannot be taken.
        target: ``process`` for traffic like this, ``window`` for these very rows.
        cluster: Shape (N,). Rows that may resemble each other share a value here.
        level: Chance that the interval contains the true recall.

    Returns:
        The estimate in [0, 1] with Wilson's interval on its effective rows. Not enough labels
        where rows were drawn unevenly and fewer than 20 misses are labelled, or the scores expect
        four times the variance seen: a few misses that were not drawn, each with a large weight,
        would carry it.

    Raises:
        NotEnoughData: fewer than 2 labelled rows, or no labelled positive.
        ValueError: NaN or infinity, labels or predictions other than 0 and 1, an inclusion
            outside (0, 1], or shapes that do not fit.

    Source:
        Ratio estimator: C.-E. Sarndal, B. Swensson, J. Wretman, Model Assisted Survey Sampling,
        Springer 1992, section 5.6; with foreseen parts: T. Zrnic, E. J. Candes, ICML 2024.
    """
    rows = binary_rows(label, prediction, inclusion, labelled, score)
    found = recall_of(rows)
    return share(
        found,
        rows.sampled,
        Asked(level, target, cluster),
        counted=rows.label == 1.0,
        chance=rows.chance,
        errors=int(rows.false_negatives.sum()),
    )
