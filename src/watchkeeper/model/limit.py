"""Tolerances that somebody has set for one subject, in the place of the defaults."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLimit:
    """Who set which tolerances, and why; None leaves the default of that level.

    They are on the scale of the monitor's own: shares as shares, means in reference s.d.,
    metrics as parts of the reference's value.
    """

    warning: float | None
    critical: float | None
    set_by: str
    reason: str

    def over(self, warning: float, critical: float) -> tuple[float, float]:
        """Return the tolerances that hold where the defaults are *warning* and *critical*.

        One that is set alone moves the other along where they would cross.
        """
        low = warning if self.warning is None else self.warning
        high = critical if self.critical is None else self.critical
        if self.warning is None:
            low = min(low, high)
        return low, max(low, high)

    def __str__(self) -> str:
        return f"{self.set_by}: {self.reason}"
