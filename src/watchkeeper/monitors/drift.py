"""Drift: the values of a column are no longer distributed as they used to be."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.model import Finding
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed
from watchkeeper.monitors.series_finding import column_findings
from watchkeeper.monitors.shown import distances
from watchkeeper.quality.decision import MeasureName

MEASURES: tuple[MeasureName, ...] = ("mean", "spread", "shape", "jump")


def check(observed: Observed, config: MonitorConfig) -> Iterator[Finding]:
    """Judge mean, spread, shape and hourly jump of every feature, prediction and score.

    Beside the decision stand the distances from the fixed reference; they alarm nobody.
    """
    yield from column_findings(observed, "drift", MEASURES, beside=distances)
