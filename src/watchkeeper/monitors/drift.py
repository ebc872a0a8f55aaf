"""Drift: the values of a column are no longer distributed as they used to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from watchkeeper.model import Finding
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed
from watchkeeper.monitors.series_finding import column_findings
from watchkeeper.monitors.shown import distances
from watchkeeper.quality.decision import MeasureName

MEASURES: tuple[MeasureName, ...] = ("mean", "spread", "shape", "jump")


def check(observed: Observed, config: MonitorConfig) -> Iterator[Finding]:
    """Judge mean, spread, shape and hourly jump of every feature, prediction and score."""
    for finding in column_findings(observed, "drift", MEASURES):
        cells = observed.profile.columns.get(finding.subject)
        if cells is None:
            yield finding
            continue
        shown = distances(observed.column(finding.subject), cells)
        yield replace(finding, measures=(*finding.measures, *shown))
