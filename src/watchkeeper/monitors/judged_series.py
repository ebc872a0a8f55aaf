"""One judged series of a window: the numbers of `Judged` at one place, with their meaning."""

from __future__ import annotations

import math
from dataclasses import dataclass

from watchkeeper.model import Level, SetLimit
from watchkeeper.monitors.limited import monitor_of
from watchkeeper.monitors.observed import Observed
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.quality.decision import MeasureName, Rule, Why

LEVELS = (Level.OK, Level.UNKNOWN, Level.WARNING, Level.CRITICAL)

# An incident ends at a fraction of the limit that began it, so its later windows are held to
# that; the window that begins it has this number.
_FIRST = 1
# The value itself is looked up in memory; nothing is foretold and there is no limit.
PLAIN = ("integer", "constant")


@dataclass(frozen=True, slots=True)
class JudgedSeries:
    """The series at position ``at`` of the window's `Judged`.

    ``column`` is what the baseline knows of its column (None for the stream's own series),
    ``cells`` the window's counts of it (None where it did not arrive).
    """

    observed: Observed
    at: int
    column: ColumnBaseline | None
    cells: ColumnCells | None

    @property
    def measure(self) -> MeasureName:
        """Return what was measured."""
        return self.observed.judged.keys[self.at].measure

    @property
    def rule(self) -> Rule:
        """Return how the measure is judged."""
        return self.observed.judged.keys[self.at].rule

    @property
    def level(self) -> Level:
        """Return how loud it is."""
        return LEVELS[int(self.observed.judged.level[self.at])]

    @property
    def why(self) -> Why:
        """Return by which rule it alarmed, or why it was not judged."""
        return Why(int(self.observed.judged.why[self.at]))

    @property
    def value(self) -> float:
        """Return the measured number on the scale that is judged; NaN where there is none."""
        return float(self.observed.judged.value[self.at])

    @property
    def expected(self) -> float:
        """Return what the baseline in use foretold; NaN where nothing is remembered."""
        if self.rule.measure in PLAIN and not self.windows:
            return math.nan
        return float(self.observed.judged.expected[self.at])

    @property
    def off(self) -> float:
        """Return the difference that is held against the limit."""
        return float(self.observed.judged.off[self.at])

    @property
    def rows(self) -> int:
        """Return the number of rows behind the value."""
        return int(self.observed.judged.rows[self.at])

    @property
    def windows(self) -> int:
        """Return how many windows are remembered."""
        return int(self.observed.judged.windows[self.at])

    @property
    def largest(self) -> float:
        """Return the largest difference remembered."""
        return float(self.observed.judged.largest[self.at])

    @property
    def p_value(self) -> float:
        """Return the chance of such a difference; NaN for windows in time."""
        return float(self.observed.judged.p_value[self.at])

    @property
    def baseline(self) -> str:
        """Return the name of the baseline in use."""
        settings, at = self.observed.settings, int(self.observed.judged.baseline[self.at])
        if settings is None:
            return "reference"
        return "windows before" if at < 0 else settings.baseline_names[at]

    @property
    def ease(self) -> float:
        """Return what limits are multiplied with while the column's incident is open."""
        settings = self.observed.settings
        if settings is None or int(self.observed.judged.open_for[self.at]) <= _FIRST:
            return 1.0
        return settings.clear_at

    @property
    def limit(self) -> float:
        """Return what ``off`` had to exceed for this window alone; NaN where nothing applied."""
        if self.why not in (Why.WITHIN, Why.SINGLE, Why.PAIR) or self.measure in PLAIN:
            return math.nan
        return self.ease * float(self.observed.judged.limit[self.at])

    @property
    def set_limit(self) -> SetLimit | None:
        """Return the tolerances that somebody set for it; None: the defaults hold."""
        key = self.observed.judged.keys[self.at]
        named = (monitor_of(key.measure), key.column or "stream", key.measure)
        return self.observed.limits.get(named)

    @property
    def tolerance(self) -> float:
        """Return from which effect on a difference matters, under the rule that spoke."""
        if self.why is Why.GROSS:
            return self.rule.gross
        warning = self.rule.warning
        if self.set_limit is not None:
            warning, _ = self.set_limit.over(warning, self.rule.critical)
        return self.ease * warning

    @property
    def allowed(self) -> float:
        """Return the largest difference that would not have alarmed; NaN where none applied.

        Distances are held to limit and tolerance on two scales, so this is not for them.
        """
        if self.why in (Why.GROSS, Why.RISING):
            return self.tolerance
        return self.limit if math.isnan(self.limit) else max(self.limit, self.tolerance)

    @property
    def side(self) -> float:
        """Return 1 where an alarm lies upwards, -1 where it lies downwards."""
        return 1.0 if self.rule.increases_only else math.copysign(1.0, self.off)

    @property
    def share_of_limit(self) -> float:
        """Return how much of the allowed difference is used up; 0 where that is not known."""
        used = self.off * self.side / self.allowed
        return used if math.isfinite(used) else 0.0
