"""Monitors that have nothing to add to the judgement of one series but their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from watchkeeper.model import Finding
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed
from watchkeeper.monitors.series_finding import column_findings
from watchkeeper.quality.decision import MeasureName


def of_series(
    monitor: str, measure: MeasureName
) -> Callable[[Observed, MonitorConfig], Iterator[Finding]]:
    """Return the check of a monitor that reports one measure, for each subject that has it."""

    def check(observed: Observed, config: MonitorConfig) -> Iterator[Finding]:
        yield from column_findings(observed, monitor, (measure,))

    return check
