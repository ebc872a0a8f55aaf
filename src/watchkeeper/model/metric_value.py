"""A realised performance metric over some rows, with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricValue:
    """One metric of one window and group.

    ``value``, ``lower`` and ``upper`` (95 %) are None where the metric cannot be known and
    ``reason`` then says why; ``lower`` and ``upper`` alone may be None when too few rows allow
    no interval (``reason`` says that too). ``n`` counts the rows, ``n_labelled`` those whose
    label has arrived. ``bound`` is the largest error that binned scores can have caused
    (0 on plain frames); the interval already contains it.
    """

    metric: str
    value: float | None
    lower: float | None
    upper: float | None
    n: int
    n_labelled: int
    reason: str = ""
    bound: float = 0.0
    window_start: datetime | None = None
    window_end: datetime | None = None
    by: tuple[tuple[str, str], ...] = ()

    @property
    def matured_share(self) -> float | None:
        """Return the share of rows whose label has arrived; None without rows."""
        return self.n_labelled / self.n if self.n else None
