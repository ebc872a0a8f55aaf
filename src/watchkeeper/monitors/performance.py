"""Performance: the labels that arrived say that the model became worse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from watchkeeper.errors import unknown_name
from watchkeeper.model import Finding, Task
from watchkeeper.monitors.against_reference import metric_finding, spans_of
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.metric_verdict import Tolerance, require_rising
from watchkeeper.monitors.observed import Observed, Scored
from watchkeeper.performance.metrics import evaluate, metrics_named
from watchkeeper.stats.metric import METRICS, Metric

DEFAULT_METRICS: Mapping[Task, tuple[str, ...]] = {
    "binary": ("roc_auc", "accuracy", "f1", "precision", "recall", "brier", "log_loss"),
    "multiclass": ("accuracy", "f1_macro", "precision_macro", "recall_macro", "log_loss"),
    "regression": ("mae", "rmse"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceConfig(MonitorConfig):
    """Settings of the performance monitor.

    ``metrics`` empty: those usual for the task; of those named, a model is judged by the ones
    of its task. Tolerances are parts of the reference's value: a fall of one hundredth of an
    AUC matters, losses move more. A bias has no such value; it is held to parts of the root
    mean squared error.
    """

    metrics: tuple[str, ...] = ()
    warning: float = 0.01
    critical: float = 0.025
    loss_warning: float = 0.05
    loss_critical: float = 0.10

    def __post_init__(self) -> None:
        require_rising("performance", self.warning, self.critical)
        require_rising("performance (losses)", self.loss_warning, self.loss_critical)
        known = {metric.name for metric in METRICS}
        for name in self.metrics:
            if name not in known:
                raise unknown_name("metric", name, known, where="performance.metrics")


def check(observed: Observed, config: PerformanceConfig) -> Iterator[Finding]:
    """Judge each metric over the last 1, 7 and 28 windows against the reference.

    A model without a task has no finding; one without labels has one ``unknown`` per metric.
    """
    scored = observed.scored
    if scored is None:
        return
    task = scored.windows.task
    of_task = {metric.name for metric in METRICS if metric.task == task}
    chosen = [name for name in config.metrics if name in of_task]
    metrics = metrics_named(chosen or DEFAULT_METRICS[task], task)
    spans = spans_of(scored.windows)
    for metric in metrics:
        yield metric_finding(
            observed,
            scored,
            spans,
            monitor="performance",
            metric=metric,
            tolerance=_tolerance(config, metric, scored),
            judgements=len(metrics),
        )


def _tolerance(config: PerformanceConfig, metric: Metric, scored: Scored) -> Tolerance:
    if metric.higher_is_better:
        return Tolerance(warning=config.warning, critical=config.critical)
    return Tolerance(
        warning=config.loss_warning,
        critical=config.loss_critical,
        scale=_error_size(scored) if metric.higher_is_better is None else None,
    )


def _error_size(scored: Scored) -> float | None:
    """Return the reference's root mean squared error, which a bias is a part of."""
    if scored.reference is None or scored.reference.task != "regression":
        return None
    return evaluate(scored.reference.total(), ["rmse"])[0].value
