"""Shares of the confusion matrix as ratios over partly labelled rows."""

from __future__ import annotations

import numpy as np

from watchkeeper.stats.arrays import Floats
from watchkeeper.stats.estimate.binary_rows import BinaryRows, Term, binary_mean, binary_ratio
from watchkeeper.stats.estimate.linear import Linear, combined

# Each answers with the metric in the form its variance is taken from, so that metrics can be
# combined and versions compared without a second derivation.


def accuracy_of(rows: BinaryRows) -> Linear:
    """Return the share of rows whose decision is right."""
    return binary_mean(rows, Term(rows.decision, 1.0 - rows.decision))


def precision_of(rows: BinaryRows) -> Linear:
    """Return the share of positive labels among rows decided positive."""
    d, none = rows.decision, np.zeros(rows.decision.size)
    return binary_ratio(rows, Term(d, none), Term(d, d), of="decided positive")


def recall_of(rows: BinaryRows) -> Linear:
    """Return the share of rows decided positive among those with a positive label."""
    d, none = rows.decision, np.zeros(rows.decision.size)
    return binary_ratio(rows, Term(d, none), Term(none + 1.0, none), of="positive")


def specificity_of(rows: BinaryRows) -> Linear:
    """Return the share of rows decided negative among those with a negative label."""
    d, none = rows.decision, np.zeros(rows.decision.size)
    return binary_ratio(rows, Term(none, 1.0 - d), Term(none, none + 1.0), of="negative")


def f_beta_of(rows: BinaryRows, beta: float) -> Linear:
    """Return the F measure, ``(1 + b**2) tp`` over ``decided positive + b**2 * positive``."""
    d, none, b = rows.decision, np.zeros(rows.decision.size), beta * beta
    top = Term((1.0 + b) * d, none)
    return binary_ratio(rows, top, Term(d + b, d), of="positive or decided positive")


def balanced_accuracy_of(rows: BinaryRows) -> Linear:
    """Return the mean of recall and specificity."""
    parts = [(0.5, recall_of(rows)), (0.5, specificity_of(rows))]
    return combined(sum(d * part.value for d, part in parts), parts)


def cells_of(rows: BinaryRows) -> tuple[Linear, Linear, Linear, Linear]:
    """Return the shares of rows that are tp, fp, fn and tn."""
    d, none = rows.decision, np.zeros(rows.decision.size)
    terms: list[tuple[Floats, Floats]] = [(d, none), (none, d), (1.0 - d, none), (none, 1.0 - d)]
    tp, fp, fn, tn = (binary_mean(rows, Term(a, b)) for a, b in terms)
    return tp, fp, fn, tn
