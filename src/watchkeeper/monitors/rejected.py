"""Rejected: rows that were dropped before scoring, failed, or did not fit their columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from watchkeeper.model import Finding, Level
from watchkeeper.model.figures import count, number
from watchkeeper.monitors.config import MonitorConfig
from watchkeeper.monitors.observed import Observed
from watchkeeper.stats.interval import wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedConfig(MonitorConfig):
    """Shares of all rows that matter; the interval's lower end must reach them."""

    warning: float = 0.01
    critical: float = 0.05


def check(observed: Observed, config: RejectedConfig) -> Iterator[Finding]:
    """Judge the share of rows rejected, failed or with values set aside."""
    lost = observed.rejected + observed.rescued
    n = observed.rows + observed.rejected
    answer = {
        "monitor": "rejected",
        "subject": "stream",
        "subject_kind": "model",
        "measure": "share",
        "n_current": n,
    }
    if n == 0:
        yield observed.finding(level=Level.UNKNOWN, reason="no rows", **answer)
        return
    share = wilson(lost, n)
    yield observed.finding(
        level=_level(share.lower, config),
        reason=(
            f"{count(observed.rejected)} rows rejected or failed and {count(observed.rescued)} "
            f"with values that fit no column, {number(share.value, unit='share')} of {count(n)}"
        ),
        value=share.value,
        lower=share.lower,
        upper=share.upper,
        limit=config.warning,
        **answer,
    )


def _level(lower: float, config: RejectedConfig) -> Level:
    if lower >= config.critical:
        return Level.CRITICAL
    return Level.WARNING if lower >= config.warning else Level.OK
