"""Staleness: the version, or the data it learned from, has grown old."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level
from watchkeeper.model.figures import number, times
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StalenessConfig(MonitorConfig):
    """Ages in days from which on a version is worth a look; age alone is never critical."""

    data_days: float = 180.0
    version_days: float = 365.0

    def __post_init__(self) -> None:
        for name, days in (("data_days", self.data_days), ("version_days", self.version_days)):
            if not days > 0:
                raise ConfigError(f"staleness.{name} must be above 0, got {days}")


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
    answer: dict[str, Any] = {
        "monitor": "staleness",
        "subject": what,
        "subject_kind": "model",
        "measure": "age in days",
        "limit": limit,
    }
    if since is None:
        why = "nobody said until when its data reach" if what == "training data" else "not deployed"
        return observed.finding(level=Level.UNKNOWN, reason=f"age not known: {why}", **answer)
    days = max(0.0, (at - since) / _DAY)
    return observed.finding(
        level=Level.WARNING if days > limit else Level.OK,
        reason=f"{what}: {times(int(days), 'day')} old (measured exactly), limit {number(limit)}",
        value=days,
        **answer,
    )
