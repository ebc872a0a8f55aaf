"""Watchkeeper records, measures and judges machine-learning models in production.

Start with ``check`` (two frames in, findings out), ``metrics`` (measured values with their
intervals), ``Baseline`` (what is taken as normal, learned once) and ``open`` (a workspace: history,
monitors, labels that arrive late). Importing the package loads none of its libraries: each public
name is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchkeeper.app.baseline import Baseline
    from watchkeeper.app.metrics import metrics
    from watchkeeper.app.workspace import open_workspace as open
    from watchkeeper.model import Finding, Level
    from watchkeeper.report.check import check
    from watchkeeper.report.report import Report

__version__ = "0.1.0"

__all__ = ["Baseline", "Finding", "Level", "Report", "__version__", "check", "metrics", "open"]

_WHERE = {
    "Baseline": "watchkeeper.app.baseline:Baseline",
    "Finding": "watchkeeper.model:Finding",
    "Level": "watchkeeper.model:Level",
    "Report": "watchkeeper.report.report:Report",
    "check": "watchkeeper.report.check:check",
    "metrics": "watchkeeper.app.metrics:metrics",
    "open": "watchkeeper.app.workspace:open_workspace",
}


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _WHERE[name].partition(":")
    value: object = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_WHERE})
