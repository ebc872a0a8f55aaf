"""How much better one version is than another, from the same partly labelled rows."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import unknown_name
from watchkeeper.stats.estimate.binary_rows import BinaryRows, binary_rows
from watchkeeper.stats.estimate.limits import difference
from watchkeeper.stats.estimate.linear import Linear, combined
from watchkeeper.stats.estimate.mcc import mcc_of
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.shares_of_cells import (
    accuracy_of,
    balanced_accuracy_of,
    f_beta_of,
    precision_of,
    recall_of,
    specificity_of,
)
from watchkeeper.stats.estimate.spread import Asked, Target


def _f1_of(rows: BinaryRows) -> Linear:
    return f_beta_of(rows, 1.0)


COMPARED: MappingProxyType[str, Callable[[BinaryRows], Linear]] = MappingProxyType(
    {
        "accuracy": accuracy_of,
        "precision": precision_of,
        "recall": recall_of,
        "specificity": specificity_of,
        "f1": _f1_of,
        "balanced_accuracy": balanced_accuracy_of,
        "mcc": mcc_of,
    }
)
"""Metrics in which two versions can be compared."""


def paired_difference(
    label: npt.ArrayLike,
    prediction: npt.ArrayLike,
    other: npt.ArrayLike,
    inclusion: npt.ArrayLike,
    labelled: npt.ArrayLike,
    *,
    metric: str = "accuracy",
    score: npt.ArrayLike | None = None,
    target: Target = "process",
    cluster: npt.ArrayLike | None = None,
    level: float = 0.95,
) -> Estimate:
    """Return the metric of *prediction* minus that of *other*, on the same rows.

    The two errors are subtracted row by row before their variance is taken, so that rows on
    which both decide alike cost nothing; for accuracy with even chances it is the difference
    that McNemar's test is about.

    Args:
        label: Shape (N,). 1 for the positive class, 0 for the other; read on labelled rows only.
        prediction: Shape (N,). Decisions of the one version, 0 or 1.
        other: Shape (N,). Decisions of the other.
        inclusion: Shape (N,). The chance of each row to be labelled, in (0, 1], fixed before.
        labelled: Shape (N,). Whether it was.
        metric: ``accuracy``, ``precision``, ``recall``, ``specificity``, ``f1``,
            ``balanced_accuracy`` or ``mcc``.
        score: Shape (N,). Calibrated chance of a positive label, used for both versions.
        target: ``process`` for traffic like this, ``window`` for these very rows.
        cluster: Shape (N,). Rows that may resemble each other share a value here.
        level: Chance that the interval contains the true difference.

    Returns:
        The difference, 0 with no width for equal decisions, give or take the t quantile times
        its standard error. Not enough labels with fewer than 20 labelled rows on which the two
        decide differently.

    Raises:
        NotEnoughData: fewer than 2 labelled rows, or a metric that is not defined on them.
        ConfigError: a metric of another name.
        ValueError: NaN or infinity, labels or predictions other than 0 and 1, an inclusion
            outside (0, 1], or shapes that do not fit.

    Source:
        Q. McNemar, Psychometrika 12 (1947) 153-157; with weights: the delta method on both.
    """
    if metric not in COMPARED:
        raise unknown_name("metric", metric, COMPARED, where="paired_difference")
    first = binary_rows(label, prediction, inclusion, labelled, score)
    second = binary_rows(label, other, inclusion, labelled, score, decided="other")
    a, b = COMPARED[metric](first), COMPARED[metric](second)
    apart = first.decision != second.decision
    return difference(
        combined(a.value - b.value, [(1.0, a), (-1.0, b)]),
        first.sampled,
        Asked(level, target, cluster),
        chance=first.chance,
        discordant=int(np.count_nonzero(apart & first.sampled.drawn)) if apart.any() else None,
    )
