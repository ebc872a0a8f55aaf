"""How many labels a question needs, where they go, and what they can show.

To add one: write ``<name>.py`` beside this file, add one row to ``PLANS``. The docs page and
the contract tests in ``tests/contracts/test_planning_contract.py`` read this tuple.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from watchkeeper.stats.planning.allocate import allocate
from watchkeeper.stats.planning.allocate_greedily import allocate_greedily
from watchkeeper.stats.planning.audit_share import audit_share, zero_errors_limit
from watchkeeper.stats.planning.detection_delay import Delay, detection_delay
from watchkeeper.stats.planning.deviation import smoothed_deviation
from watchkeeper.stats.planning.labels_for_drop import labels_for_drop
from watchkeeper.stats.planning.labels_for_half_width import labels_for_half_width
from watchkeeper.stats.planning.minimum_detectable_drop import minimum_detectable_drop
from watchkeeper.stats.planning.pace import Pace, pace

__all__ = [
    "PLANS",
    "Delay",
    "Pace",
    "Plan",
    "allocate",
    "allocate_greedily",
    "audit_share",
    "detection_delay",
    "labels_for_drop",
    "labels_for_half_width",
    "minimum_detectable_drop",
    "pace",
    "smoothed_deviation",
    "zero_errors_limit",
]


class Plan(NamedTuple):
    """A planning function and the facts a screen or the docs need about it.

    ``of`` says what it takes: numbers, arrays by slice, or a detector to try out. ``unit`` is
    that of its answer.
    """

    name: str
    call: Callable[..., Any]
    unit: str
    of: str = "numbers"


PLANS: tuple[Plan, ...] = (
    Plan("labels_for_half_width", labels_for_half_width, unit="labels"),
    Plan("labels_for_drop", labels_for_drop, unit="labels"),
    Plan("minimum_detectable_drop", minimum_detectable_drop, unit="share"),
    Plan("pace", pace, unit="labels a day"),
    Plan("audit_share", audit_share, unit="share"),
    Plan("zero_errors_limit", zero_errors_limit, unit="share"),
    Plan("smoothed_deviation", smoothed_deviation, unit="that of the metric", of="slices"),
    Plan("allocate", allocate, unit="labels", of="slices"),
    Plan("allocate_greedily", allocate_greedily, unit="labels", of="slices"),
    Plan("detection_delay", detection_delay, unit="labels", of="detector"),
)
