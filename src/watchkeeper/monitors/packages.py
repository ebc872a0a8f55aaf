"""Packages: does the version run with the libraries that it was trained with?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from watchkeeper.model import Finding, Level
from watchkeeper.model.figures import times
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed


def check(observed: Observed, config: MonitorConfig) -> Iterator[Finding]:
    """Compare what serving processes report with what was declared at deployment.

    A version that differs can change every answer, or none: that is seen elsewhere, so this is
    a warning and never critical. Where neither side said anything there is nothing to say.
    """
    trained, served = observed.trained_with, observed.served_with
    if not trained and not served:
        return
    answer: dict[str, Any] = {
        "monitor": "packages",
        "subject": "packages",
        "subject_kind": "model",
        "measure": "packages that differ",
        "limit": 0.0,
    }
    if not trained or not served:
        silent = "the serving processes said" if trained else "the deployment said"
        reason = f"not compared: nothing that {silent} names packages"
        yield observed.finding(level=Level.UNKNOWN, reason=reason, **answer)
        return
    differing = list(_differences(observed))
    agree = f"all {times(len(trained), 'package')} as at training"
    yield observed.finding(
        level=Level.WARNING if differing else Level.OK,
        reason="; ".join(differing) or f"{agree} in {times(len(served), 'process', 'processes')}",
        value=float(len(differing)),
        **answer,
    )


def _differences(observed: Observed) -> Iterator[str]:
    clients = observed.served_with.values()
    for name, trained in sorted(observed.trained_with.items()):
        found = [packages.get(name) for packages in clients]
        others = sorted({version or "not installed" for version in found if version != trained})
        if others:
            count = sum(version != trained for version in found)
            where = f"{count} of {times(len(found), 'process', 'processes')}"
            yield f"{name} {trained} at training, {', '.join(others)} at serving ({where})"
