"""Staleness: the version, or the data it learned from, has grown old."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchkeeper.model import Finding, Level
from watchkeeper.model.figures import count
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class StalenessConfig(MonitorConfig):
    """Ages in days from which on a version is worth a look; age alone is never critical."""

    data_days: float = 180.0
    version_days: float = 365.0


def check(observed: Observed, config: StalenessConfig) -> Iterator[Finding]:
    """Judge the age of the version's training data and of the version, at the window's end."""
    if observed.window is None:
        return
    at = observed.window.end
    yield _age(observed, "training data", observed.trained_until, at, config.data_days)
    yield _age(observed, "version", observed.deployed_at, at, config.version_days)


def _age(
    observed: Observed, what: str, since: datetime | None, at: datetime, limit: float
) -> Finding:
    answer = {
        "monitor": "staleness",
        "subject": what,
        "subject_kind": "model",
        "measure": "age in days",
        "limit": limit,
    }
    if since is None:
        hint = "deploy(trained_until=...) says it" if what == "training data" else "not deployed"
        return observed.finding(level=Level.UNKNOWN, reason=f"no date is known: {hint}", **answer)
    days = (at - since) / timedelta(days=1)
    old = days > limit
    return observed.finding(
        level=Level.WARNING if old else Level.OK,
        reason=f"{what} is {count(int(days))} days old, {count(int(limit))} are the limit",
        value=days,
        **answer,
    )
