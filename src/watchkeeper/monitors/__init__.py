"""Monitors: one window in, findings out. Pure functions of what they are shown.

To add one: write ``<name>.py`` beside this file with a config dataclass (or `MonitorConfig`)
and ``check(observed, config)``, then add one row to ``MONITORS``. Evaluation, configuration,
the docs table and ``tests/contracts/test_monitors.py`` read this tuple. One finding per subject
and monitor; whoever calls `check` heeds ``config.enabled``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

from watchkeeper.model import Finding
from watchkeeper.monitors import (
    activity,
    contract,
    drift,
    label_drift,
    packages,
    performance,
    rejected,
    schema,
    staleness,
    unseen,
    vanished,
)
from watchkeeper.monitors.activity import ActivityConfig
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.contract import ContractConfig
from watchkeeper.monitors.label_drift import LabelDriftConfig
from watchkeeper.monitors.observed import Observed, Scored
from watchkeeper.monitors.of_series import of_series
from watchkeeper.monitors.performance import PerformanceConfig
from watchkeeper.monitors.rejected import RejectedConfig
from watchkeeper.monitors.staleness import StalenessConfig
from watchkeeper.monitors.unseen import UnseenConfig
from watchkeeper.monitors.vanished import VanishedConfig

__all__ = ["MONITORS", "Monitor", "MonitorConfig", "Observed", "Scored"]


class Monitor(NamedTuple):
    """A monitor and what evaluation needs to know of it.

    ``reads`` is what makes its answer change: ``labels`` that arrive late re-open a window
    for it, ``rows`` do for the others.
    """

    name: str
    check: Callable[[Observed, Any], Iterator[Finding]]
    config: type[MonitorConfig]
    reads: Literal["rows", "labels"]
    question: str


MONITORS: tuple[Monitor, ...] = (
    Monitor("schema", schema.check, MonitorConfig, "rows", "Are all columns there, as agreed?"),
    Monitor(
        "missing", of_series("missing", "missing"), MonitorConfig, "rows", "Are values absent?"
    ),
    Monitor("unseen", unseen.check, UnseenConfig, "rows", "Are there new categories?"),
    Monitor("vanished", vanished.check, VanishedConfig, "rows", "Did a category disappear?"),
    Monitor(
        "precision",
        of_series("precision", "integer"),
        MonitorConfig,
        "rows",
        "Did decimals become whole numbers, or the reverse?",
    ),
    Monitor(
        "constant", of_series("constant", "constant"), MonitorConfig, "rows", "Is a column stuck?"
    ),
    Monitor("contract", contract.check, ContractConfig, "rows", "Are values as agreed?"),
    Monitor("drift", drift.check, MonitorConfig, "rows", "Are values distributed as before?"),
    Monitor("volume", of_series("volume", "volume"), MonitorConfig, "rows", "Do all rows come?"),
    Monitor(
        "duplicates",
        of_series("duplicates", "duplicates"),
        MonitorConfig,
        "rows",
        "Do rows come twice?",
    ),
    Monitor("rejected", rejected.check, RejectedConfig, "rows", "Were rows dropped or refused?"),
    Monitor("activity", activity.check, ActivityConfig, "rows", "Is the stream alive?"),
    Monitor(
        "performance", performance.check, PerformanceConfig, "labels", "Is the model still good?"
    ),
    Monitor(
        "label_drift", label_drift.check, LabelDriftConfig, "labels", "Did the base rate move?"
    ),
    Monitor("packages", packages.check, MonitorConfig, "rows", "Is it run as it was trained?"),
    Monitor("staleness", staleness.check, StalenessConfig, "rows", "Has the version grown old?"),
)
