"""Metrics of all rows from the labelled ones, when each row had a known chance of a label.

Use it as one word: ``from watchkeeper.stats import estimate as weighted``, then
``weighted.precision(label, prediction, inclusion, labelled, score=score)``. A plain mean of
labels that were drawn mostly at the edge of the decision is wrong by points; these are not.

To add an estimate: write ``<name>.py`` beside this file, in the form of `Linear`; add one row to
``ESTIMATORS``. The contract tests in ``tests/contracts/test_estimators.py`` read this tuple.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from watchkeeper.stats.estimate.accuracy import accuracy
from watchkeeper.stats.estimate.aipw import aipw
from watchkeeper.stats.estimate.balanced_accuracy import balanced_accuracy
from watchkeeper.stats.estimate.bias import bias
from watchkeeper.stats.estimate.brier import brier
from watchkeeper.stats.estimate.calibration_error import calibration_error
from watchkeeper.stats.estimate.expected_accuracy import (
    ExpectedConfusion,
    expected_accuracy,
    expected_confusion,
)
from watchkeeper.stats.estimate.f_beta import f_beta
from watchkeeper.stats.estimate.greg import greg
from watchkeeper.stats.estimate.hajek import hajek
from watchkeeper.stats.estimate.inclusion import either_plan, inclusion
from watchkeeper.stats.estimate.label_noise import rogan_gladen, symmetric_noise
from watchkeeper.stats.estimate.log_loss import log_loss
from watchkeeper.stats.estimate.lure import lure
from watchkeeper.stats.estimate.mae import mae
from watchkeeper.stats.estimate.mcc import mcc
from watchkeeper.stats.estimate.paired_difference import paired_difference
from watchkeeper.stats.estimate.ppi import ppi
from watchkeeper.stats.estimate.precision import precision
from watchkeeper.stats.estimate.quantile_loss import quantile_loss
from watchkeeper.stats.estimate.recall import recall
from watchkeeper.stats.estimate.result import Estimate
from watchkeeper.stats.estimate.rmse import rmse
from watchkeeper.stats.estimate.roc_auc import roc_auc
from watchkeeper.stats.estimate.skipped import Bounds, manski_bounds
from watchkeeper.stats.estimate.specificity import specificity

__all__ = [
    "ESTIMATORS",
    "Bounds",
    "Estimate",
    "Estimator",
    "ExpectedConfusion",
    "accuracy",
    "aipw",
    "balanced_accuracy",
    "bias",
    "brier",
    "calibration_error",
    "either_plan",
    "expected_accuracy",
    "expected_confusion",
    "f_beta",
    "greg",
    "hajek",
    "inclusion",
    "log_loss",
    "lure",
    "mae",
    "manski_bounds",
    "mcc",
    "paired_difference",
    "ppi",
    "precision",
    "quantile_loss",
    "recall",
    "rmse",
    "roc_auc",
    "rogan_gladen",
    "specificity",
    "symmetric_noise",
]


class Estimator(NamedTuple):
    """An estimate, what it needs of a row, and the range its limits keep to.

    ``needs`` is what the arguments before inclusion and labelled are: ``values`` (of rows),
    ``values and predicted``, ``decision``, ``two decisions``, ``forecast``, ``ranking`` or
    ``number``; ``even labels`` and ``picks`` stand for the signatures of `ppi` and `lure`.
    """

    name: str
    call: Callable[..., Estimate]
    needs: Literal[
        "values",
        "values and predicted",
        "even labels",
        "picks",
        "decision",
        "two decisions",
        "forecast",
        "ranking",
        "number",
    ]
    lowest: float
    highest: float


_INF = float("inf")

ESTIMATORS: tuple[Estimator, ...] = (
    Estimator("hajek", hajek, "values", -_INF, _INF),
    Estimator("aipw", aipw, "values and predicted", -_INF, _INF),
    Estimator("greg", greg, "values and predicted", -_INF, _INF),
    Estimator("ppi", ppi, "even labels", -_INF, _INF),
    Estimator("lure", lure, "picks", -_INF, _INF),
    Estimator("accuracy", accuracy, "decision", 0.0, 1.0),
    Estimator("precision", precision, "decision", 0.0, 1.0),
    Estimator("recall", recall, "decision", 0.0, 1.0),
    Estimator("specificity", specificity, "decision", 0.0, 1.0),
    Estimator("f_beta", f_beta, "decision", 0.0, 1.0),
    Estimator("balanced_accuracy", balanced_accuracy, "decision", 0.0, 1.0),
    Estimator("mcc", mcc, "decision", -1.0, 1.0),
    Estimator("paired_difference", paired_difference, "two decisions", -_INF, _INF),
    Estimator("roc_auc", roc_auc, "ranking", 0.0, 1.0),
    Estimator("log_loss", log_loss, "forecast", 0.0, _INF),
    Estimator("brier", brier, "forecast", 0.0, _INF),
    Estimator("calibration_error", calibration_error, "forecast", 0.0, 1.0),
    Estimator("mae", mae, "number", 0.0, _INF),
    Estimator("rmse", rmse, "number", 0.0, _INF),
    Estimator("bias", bias, "number", -_INF, _INF),
    Estimator("quantile_loss", quantile_loss, "number", 0.0, _INF),
)
