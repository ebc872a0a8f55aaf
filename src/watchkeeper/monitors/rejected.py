"""Rejected: rows that were dropped before scoring, failed, or did not fit their columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level, Measure
from watchkeeper.model.figures import count, number, times
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed
from watchkeeper.stats.interval import wilson

LEAST_ROWS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedConfig(MonitorConfig):
    """Shares of all rows that matter; the interval's lower end must reach them."""

    warning: float = 0.01
    critical: float = 0.05

    def __post_init__(self) -> None:
        if not 0 < self.warning <= self.critical <= 1:
            raise ConfigError(
                "rejected: warning and critical must be shares above 0 that rise, "
                f"got {self.warning} and {self.critical}"
            )


def check(observed: Observed, config: RejectedConfig) -> Iterator[Finding]:
    """Judge the share of rows rejected, failed or with values set aside."""
    n = observed.rows + observed.rejected
    lost = min(observed.rejected + observed.rescued, n)
    answer: dict[str, Any] = {
        "monitor": "rejected",
        "subject": "stream",
        "subject_kind": "model",
        "measure": "lost share",
        "n_current": n,
        "limit": config.warning,
    }
    if n < LEAST_ROWS:
        why = f"{times(n, 'row')} in all ({count(lost)} rejected or ill-fitting), "
        yield observed.finding(
            level=Level.UNKNOWN, reason=f"{why}{LEAST_ROWS} are needed", **answer
        )
        return
    share = wilson(lost, n)
    yield observed.finding(
        level=_level(share.lower, config),
        reason=(
            f"{times(observed.rejected, 'row')} rejected or failed and {count(observed.rescued)} "
            f"with values that fit no column, {number(share.value, unit='share')} of {count(n)}; "
            f"limit {number(config.warning, unit='share')}"
        ),
        value=share.value,
        lower=share.lower,
        upper=share.upper,
        measures=(Measure(name="lost share", value=share.value, unit="share"),),
        **answer,
    )


def _level(lower: float, config: RejectedConfig) -> Level:
    if lower >= config.critical:
        return Level.CRITICAL
    return Level.WARNING if lower >= config.warning else Level.OK
