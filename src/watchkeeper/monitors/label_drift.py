"""Label drift: the share of the positive class among matured labels moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from watchkeeper.model import Finding
from watchkeeper.monitors.against_reference import Tolerance, budget, metric_finding
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelDriftConfig(MonitorConfig):
    """Relative changes of the base rate that matter."""

    warning: float = 0.10
    critical: float = 0.30


def check(observed: Observed, config: LabelDriftConfig) -> Iterator[Finding]:
    """Judge the base rate over the last 1, 7 and 28 windows against the reference's."""
    scored = observed.scored
    if scored is None or scored.windows.task != "binary":
        return
    yield metric_finding(
        observed,
        scored,
        monitor="label_drift",
        metric="base_rate",
        higher_is_better=None,
        tolerance=Tolerance(
            warning=config.warning,
            critical=config.critical,
            both_sides=True,
            alpha=budget(observed, 1),
        ),
    )
