"""Area under the ROC curve, from partly labelled rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.estimate.binary_rows import BinaryRows, binary_rows
from watchkeeper.stats.estimate.limits import area
from watchkeeper.stats.estimate.linear import Linear
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.spread import Asked, Target


def roc_auc(
    label: npt.ArrayLike,
    ranking: npt.ArrayLike,
    inclusion: npt.ArrayLike,
    labelled: npt.ArrayLike,
    *,
    score: npt.ArrayLike | None = None,
    target: Target = "process",
    cluster: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:
    """Return the area under the ROC curve of *ranking*.

    The share of pairs of a positive and a negative in which the positive ranks higher, ties
    counted half, a row being a positive to the amount ``q = p + w * (y - p)`` and a negative to
    the amount 1 - q (w * y and w * (1 - y) without *score*). The error is the sum over rows of
    ``q * (V10 - A) / sum(q) + (1 - q) * (V01 - A) / sum(1 - q)``, V10 and V01 being the share of
    negatives below the row and of positives above it.

    Args:
        label: Shape (N,). 1 for the positive class, 0 for the other; read on labelled rows only.
        ranking: Shape (N,). Higher means more positive; any scale.
        inclusion: Shape (N,). The chance of each row to be labelled, in (0, 1], fixed before.
        labelled: Shape (N,). Whether it was.
        score: Shape (N,). Calibrated chance of a positive label, from before these labels; None:
            the labelled rows alone are used, and the larger variance cannot be taken.
        target: ``process`` for traffic like this, ``window`` for these very rows.
        cluster: Shape (N,). Rows that may resemble each other share a value here.
        level: Chance that the interval contains the true area.

    Returns:
        The estimate in [0, 1], .5 for a ranking by chance, with Newcombe's interval for as many
        rows of each class as have its standard error. Not enough labels with fewer than 10 such
        rows of a class or 4 behind the variance, where the scores expect four times the variance
        seen, or where rows were drawn unevenly and *score* is not given. With even chances the
        variance is DeLong's to 1 / n.

    Raises:
        NotEnoughData: fewer than 2 labelled rows, or none of a class.
        ValueError: NaN or infinity, labels other than 0 and 1, an inclusion outside (0, 1], or
            shapes that do not fit.

    Source:
        E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 44 (1988) 837-845; with
        weights: the delta method on both sums; interval as in `watchkeeper.stats.interval.auc`.
    """
    rows = binary_rows(label, np.zeros(np.shape(label)), inclusion, labelled, score)
    ranks = rows.sampled.every(ranking, name="ranking")
    found = roc_auc_of(rows, ranks)
    weight = rows.sampled.weight
    return area(
        found,
        rows.sampled,
        Asked(level, target, cluster),
        positive=weight[rows.sampled.drawn & (rows.label == 1.0)],
        negative=weight[rows.sampled.drawn & (rows.label == 0.0)],
        chance=rows.chance,
    )


def roc_auc_of(rows: BinaryRows, ranking: Floats) -> Linear:
    """Return the area in the form its variance is taken from."""
    w, y, p = rows.sampled.weight, rows.label, rows.chance
    hoped = np.zeros(y.size) if p is None else p
    positive = hoped + w * np.where(rows.sampled.drawn, y - hoped, 0.0)
    negative = (w if p is None else 1.0) - positive
    sums = float(positive.sum()), float(negative.sum())
    for name, total in zip(("positive", "negative"), sums, strict=True):
        if total <= 0.0:
            raise NotEnoughData(f"labelled has 0 rows that are {name}, needs 1", hint="label more")
    below, above = _shares(ranking, positive, negative)
    value = float(np.sum(positive * below)) / sums[0]
    # What a row adds as a whole positive, and as a whole negative.
    gains = (below - value) / sums[0], (above - value) / sums[1]
    if p is None:
        residual = np.where(y == 1.0, gains[0], gains[1])
        return Linear(value, np.zeros(y.size), np.where(rows.sampled.drawn, residual, 0.0))
    apart = gains[0] - gains[1]
    return Linear(
        value,
        p * gains[0] + (1.0 - p) * gains[1],
        np.where(rows.sampled.drawn, (y - p) * apart, 0.0),
        (1.0 - p) * apart,
        -p * apart,
    )


def _shares(ranking: Floats, positive: Floats, negative: Floats) -> tuple[Floats, Floats]:
    """Return for each row the share of negatives below it and of positives above it."""
    _, place = np.unique(ranking, return_inverse=True)
    up = np.bincount(place, weights=positive)
    down = np.bincount(place, weights=negative)
    below = (np.cumsum(down) - down / 2.0) / down.sum()
    above = 1.0 - (np.cumsum(up) - up / 2.0) / up.sum()
    return below[place], above[place]
