"""Matthews' correlation of decisions and labels, from partly labelled rows."""

from __future__ import annotations

import math

import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.estimate.binary_rows import BinaryRows, binary_rows
from watchkeeper.stats.estimate.limits import correlation
from watchkeeper.stats.estimate.linear import Linear, combined
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.shares_of_cells import cells_of
from watchkeeper.stats.estimate.spread import Asked, Target


def mcc(
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
    """Return Matthews' correlation coefficient.

    ``(tp * tn - fp * fn) / sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))`` of the four
    shares, each estimated as in `accuracy`; the variance by its gradient on the four.

    Args:
        label: Shape (N,). 1 for the positive class, 0 for the other; read on labelled rows only.
        prediction: Shape (N,). The decision, 0 or 1.
        inclusion: Shape (N,). The chance of each row to be labelled, in (0, 1], fixed before.
        labelled: Shape (N,). Whether it was.
        score: Shape (N,). Calibrated chance of a positive label, from before these labels; None:
            the labelled rows alone are used, and the larger variance cannot be taken.
        target: ``process`` for traffic like this, ``window`` for these very rows.
        cluster: Shape (N,). Rows that may resemble each other share a value here.
        level: Chance that the interval contains the true coefficient.

    Returns:
        The estimate in [-1, 1], 0 for decisions by chance; the interval is Wilson's of
        (1 + value) / 2 on its effective rows. Not enough labels where rows were drawn unevenly
        and fewer than 20 errors are labelled, or the scores expect four times the variance seen.

    Raises:
        NotEnoughData: fewer than 2 labelled rows, or one class or one decision only.
        ValueError: NaN or infinity, labels or predictions other than 0 and 1, an inclusion
            outside (0, 1], or shapes that do not fit.

    Source:
        B. W. Matthews, Biochimica et Biophysica Acta 405 (1975) 442-451; the rest as `precision`.
    """
    rows = binary_rows(label, prediction, inclusion, labelled, score)
    errors = rows.false_positives | rows.false_negatives
    return correlation(
        mcc_of(rows),
        rows.sampled,
        Asked(level, target, cluster),
        chance=rows.chance,
        errors=int(errors.sum()),
    )


def mcc_of(rows: BinaryRows) -> Linear:
    """Return the coefficient in the form its variance is taken from."""
    cells = cells_of(rows)
    tp, fp, fn, tn = (cell.value for cell in cells)
    sums = (tp + fp, tp + fn, tn + fp, tn + fn)
    if min(sums) <= 0.0:
        raise NotEnoughData("labels and predictions need 2 classes each", hint="label more rows")
    scale = math.sqrt(math.prod(sums))
    value = (tp * tn - fp * fn) / scale
    half = [value / (2.0 * s) for s in sums]
    slopes = (
        tn / scale - half[0] - half[1],
        -fn / scale - half[0] - half[2],
        -fp / scale - half[1] - half[3],
        tp / scale - half[2] - half[3],
    )
    return combined(value, zip(slopes, cells, strict=True))
