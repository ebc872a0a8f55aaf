"""Label drift: the share of the positive class among the labels that arrived moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from watchkeeper.model import Finding
from watchkeeper.monitors.against_reference import metric_finding, spans_of
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.metric_verdict import Tolerance, require_rising
from watchkeeper.monitors.observed import Observed
from watchkeeper.performance.metrics import metrics_named


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelDriftConfig(MonitorConfig):
    """Changes of the base rate that matter, either way, as parts of the reference's."""

    warning: float = 0.10
    critical: float = 0.30

    def __post_init__(self) -> None:
        require_rising("label_drift", self.warning, self.critical)


def check(observed: Observed, config: LabelDriftConfig) -> Iterator[Finding]:
    """Judge the base rate over the last 1, 7 and 28 windows against the reference's.

    Binary tasks only; others have no base rate and no finding.
    """
    scored = observed.scored
    if scored is None or scored.windows.task != "binary":
        return
    yield metric_finding(
        observed,
        scored,
        spans_of(scored.windows),
        monitor="label_drift",
        metric=metrics_named(["base_rate"], "binary")[0],
        tolerance=Tolerance(warning=config.warning, critical=config.critical),
        judgements=1,
    )
