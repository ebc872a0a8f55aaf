"""Performance: the labels that arrived say that the model became worse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding
from watchkeeper.monitors.against_reference import Tolerance, budget, metric_finding
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed
from watchkeeper.performance.metrics import metrics_named

DEFAULT_METRICS = {
    "binary": ("roc_auc", "accuracy", "f1", "precision", "recall", "brier", "log_loss"),
    "multiclass": ("accuracy", "f1_macro", "precision_macro", "recall_macro", "log_loss"),
    "regression": ("mae", "rmse"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceConfig(MonitorConfig):
    """Settings of the performance monitor.

    ``metrics`` empty: those usual for the task. Tolerances are relative to the reference's
    value: a fall of one hundredth of an AUC matters, losses move more.
    """

    metrics: tuple[str, ...] = ()
    warning: float = 0.01
    critical: float = 0.025
    loss_warning: float = 0.05
    loss_critical: float = 0.10

    def __post_init__(self) -> None:
        for low, high in ((self.warning, self.critical), (self.loss_warning, self.loss_critical)):
            if not 0 < low <= high:
                raise ConfigError(
                    f"performance: tolerances must be above 0 and rise, got {low} and {high}"
                )


def check(observed: Observed, config: PerformanceConfig) -> Iterator[Finding]:
    """Judge each metric over the last 1, 7 and 28 windows against the reference."""
    scored = observed.scored
    if scored is None:
        return
    names = config.metrics or DEFAULT_METRICS[scored.windows.task]
    alpha = budget(observed, len(names))
    for metric in metrics_named(names, scored.windows.task):
        gain = metric.higher_is_better is not False
        yield metric_finding(
            observed,
            scored,
            monitor="performance",
            metric=metric.name,
            higher_is_better=metric.higher_is_better,
            tolerance=Tolerance(
                warning=config.warning if gain else config.loss_warning,
                critical=config.critical if gain else config.loss_critical,
                both_sides=metric.higher_is_better is None,
                alpha=alpha,
            ),
        )
