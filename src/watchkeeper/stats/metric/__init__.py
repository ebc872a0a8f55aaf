"""Performance metrics on additive summaries, each with its interval.

To add one: write ``<name>.py`` beside this file, add one row to ``METRICS``. Evaluation, the
configuration, the docs table and ``tests/contracts/test_metrics_contract.py`` read this tuple.
"""

from __future__ import annotations

from watchkeeper.stats.metric.average_precision import average_precision
from watchkeeper.stats.metric.balanced_accuracy import balanced_accuracy
from watchkeeper.stats.metric.base_rate import base_rate
from watchkeeper.stats.metric.business_value import (
    business_value,
    multiclass_value,
    multiclass_value_metric,
    value_metric,
)
from watchkeeper.stats.metric.calibration import (
    CalibrationBin,
    calibration_curve,
    calibration_error,
)
from watchkeeper.stats.metric.confusion import accuracy, precision, recall, specificity
from watchkeeper.stats.metric.f1 import f1
from watchkeeper.stats.metric.f_beta import f0_5, f2, f_beta
from watchkeeper.stats.metric.loss_terms import (
    brier_terms,
    log_loss_terms,
    multiclass_log_loss_terms,
)
from watchkeeper.stats.metric.losses import brier, log_loss, multiclass_log_loss
from watchkeeper.stats.metric.macro import (
    f1_macro,
    multiclass_accuracy,
    precision_macro,
    recall_macro,
)
from watchkeeper.stats.metric.mcc import mcc
from watchkeeper.stats.metric.metric import Metric
from watchkeeper.stats.metric.micro import f1_micro, precision_micro, recall_micro
from watchkeeper.stats.metric.negative_predictive_value import negative_predictive_value
from watchkeeper.stats.metric.of_class import metric_of_class, one_vs_rest
from watchkeeper.stats.metric.outcomes import mean_of_outcomes
from watchkeeper.stats.metric.quantile_loss import (
    QuantileSummary,
    quantile_loss,
    quantile_loss_terms,
    summarise_quantile,
)
from watchkeeper.stats.metric.r2 import FitSummary, r2, summarise_fit
from watchkeeper.stats.metric.residual import bias, mae, rmse
from watchkeeper.stats.metric.result import MetricResult
from watchkeeper.stats.metric.roc_auc import roc_auc
from watchkeeper.stats.metric.summary import (
    BinarySummary,
    MulticlassSummary,
    RegressionSummary,
)
from watchkeeper.stats.metric.weighted import f1_weighted, precision_weighted, recall_weighted

__all__ = [
    "METRICS",
    "BinarySummary",
    "CalibrationBin",
    "FitSummary",
    "Metric",
    "MetricResult",
    "MulticlassSummary",
    "QuantileSummary",
    "RegressionSummary",
    "accuracy",
    "average_precision",
    "balanced_accuracy",
    "base_rate",
    "bias",
    "brier",
    "brier_terms",
    "business_value",
    "calibration_curve",
    "calibration_error",
    "f0_5",
    "f1",
    "f1_macro",
    "f1_micro",
    "f1_weighted",
    "f2",
    "f_beta",
    "log_loss",
    "log_loss_terms",
    "mae",
    "mcc",
    "mean_of_outcomes",
    "metric_of_class",
    "multiclass_accuracy",
    "multiclass_log_loss",
    "multiclass_log_loss_terms",
    "multiclass_value",
    "multiclass_value_metric",
    "negative_predictive_value",
    "one_vs_rest",
    "precision",
    "precision_macro",
    "precision_micro",
    "precision_weighted",
    "quantile_loss",
    "quantile_loss_terms",
    "r2",
    "recall",
    "recall_macro",
    "recall_micro",
    "recall_weighted",
    "rmse",
    "roc_auc",
    "specificity",
    "summarise_fit",
    "summarise_quantile",
    "value_metric",
]


METRICS: tuple[Metric, ...] = (
    Metric("roc_auc", "binary", roc_auc, "share", True, "score"),
    Metric("average_precision", "binary", average_precision, "share", True, "score"),
    Metric("accuracy", "binary", accuracy, "share", True, "prediction"),
    Metric("precision", "binary", precision, "share", True, "prediction"),
    Metric("recall", "binary", recall, "share", True, "prediction"),
    Metric("specificity", "binary", specificity, "share", True, "prediction"),
    Metric(
        "negative_predictive_value",
        "binary",
        negative_predictive_value,
        "share",
        True,
        "prediction",
    ),
    Metric("balanced_accuracy", "binary", balanced_accuracy, "share", True, "prediction"),
    Metric("f1", "binary", f1, "share", True, "prediction"),
    Metric("f2", "binary", f2, "share", True, "prediction"),
    Metric("f0_5", "binary", f0_5, "share", True, "prediction"),
    Metric("mcc", "binary", mcc, "correlation", True, "prediction"),
    Metric("brier", "binary", brier, "squared probability", False, "score"),
    Metric("log_loss", "binary", log_loss, "nats", False, "score"),
    Metric("calibration_error", "binary", calibration_error, "share", False, "score"),
    Metric("base_rate", "binary", base_rate, "share", None, "label"),
    Metric("accuracy", "multiclass", multiclass_accuracy, "share", True, "prediction"),
    Metric("precision_macro", "multiclass", precision_macro, "share", True, "prediction"),
    Metric("recall_macro", "multiclass", recall_macro, "share", True, "prediction"),
    Metric("f1_macro", "multiclass", f1_macro, "share", True, "prediction"),
    Metric("precision_weighted", "multiclass", precision_weighted, "share", True, "prediction"),
    Metric("recall_weighted", "multiclass", recall_weighted, "share", True, "prediction"),
    Metric("f1_weighted", "multiclass", f1_weighted, "share", True, "prediction"),
    Metric("precision_micro", "multiclass", precision_micro, "share", True, "prediction"),
    Metric("recall_micro", "multiclass", recall_micro, "share", True, "prediction"),
    Metric("f1_micro", "multiclass", f1_micro, "share", True, "prediction"),
    Metric("log_loss", "multiclass", multiclass_log_loss, "nats", False, "score"),
    Metric("mae", "regression", mae, "label", False, "prediction"),
    Metric("rmse", "regression", rmse, "label", False, "prediction"),
    Metric("bias", "regression", bias, "label", None, "prediction"),
)
