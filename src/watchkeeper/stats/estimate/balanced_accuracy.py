"""Mean of recall and specificity, from partly labelled rows."""

from __future__ import annotations

import dataclasses
import math

import numpy.typing as npt

from watchkeeper.stats.estimate.binary_rows import binary_rows
from watchkeeper.stats.estimate.limits import share
from watchkeeper.stats.estimate.linear import Linear
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.shares_of_cells import (
    balanced_accuracy_of,
    recall_of,
    specificity_of,
)
from watchkeeper.stats.estimate.spread import Asked, Spread, Target, spread


def balanced_accuracy(
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
    """Return the mean of recall and specificity.

    Each is estimated as by `recall` and `specificity`; their errors are added row by row.

    Args:
        label: Shape (N,). 1 for the positive class, 0 for the other; read on labelled rows only.
        prediction: Shape (N,). The decision, 0 or 1.
        inclusion: Shape (N,). The chance of each row to be labelled, in (0, 1], fixed before.
        labelled: Shape (N,). Whether it was.
        score: Shape (N,). Calibrated chance of a positive label, from before these labels; None:
            the labelled rows alone are used, and the larger variance cannot be taken.
        target: ``process`` for traffic like this, ``window`` for these very rows.
        cluster: Shape (N,). Rows that may resemble each other share a value here.
        level: Chance that the interval contains the true balanced accuracy.

    Returns:
        The estimate in [0, 1], .5 for decisions by chance. Its limits lie as far away as the
        limits of the two together (the root of their squared distances, halved, times what their
        errors have in common), so that a share near 1 is not taken as certain. Not enough labels
        where they are not enough for one of the two.

    Raises:
        NotEnoughData: fewer than 2 labelled rows, or no labelled row of a class.
        ValueError: NaN or infinity, labels or predictions other than 0 and 1, an inclusion
            outside (0, 1], or shapes that do not fit.

    Source:
        G. Y. Zou, A. Donner, Construction of confidence limits about effect measures, Statistics
        in Medicine 27 (2008) 1693-1702; the rest as `recall`.
    """
    rows = binary_rows(label, prediction, inclusion, labelled, score)
    asked = Asked(level, target, cluster)
    errors = rows.false_negatives, rows.false_positives
    parts = recall_of(rows), specificity_of(rows)
    shares = [
        share(
            part,
            rows.sampled,
            asked,
            counted=rows.label == (1.0, 0.0)[i],
            chance=rows.chance,
            errors=int(errors[i].sum()),
        )
        for i, part in enumerate(parts)
    ]
    both = balanced_accuracy_of(rows)
    return half_sum(both, spread(both, rows.sampled, asked, chance=rows.chance), shares)


def half_sum(both: Linear, found: Spread, shares: list[Estimate]) -> Estimate:
    """Return the mean of two shares from their estimates and the spread of the mean."""
    apart = math.hypot(*(e.standard_error for e in shares)) / 2.0
    common = found.standard_error / apart if apart > 0.0 else 1.0
    down = common * math.hypot(*(e.value - e.lower for e in shares)) / 2.0
    up = common * math.hypot(*(e.upper - e.value for e in shares)) / 2.0
    value = min(1.0, max(0.0, both.value))
    return dataclasses.replace(
        shares[0],
        value=value,
        lower=max(0.0, value - down),
        upper=min(1.0, value + up),
        standard_error=found.standard_error,
        design_effect=found.design_effect,
        why=next((e.why for e in shares if e.why), ""),
    )
