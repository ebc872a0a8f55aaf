"""How loud a metric's differences from the reference are, over its spans and over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from watchkeeper.errors import ConfigError
from watchkeeper.model import Level, SetLimit
from watchkeeper.performance.against_reference import Comparison

# An alarm holds until less than this part of what it took is left.
_CLEAR = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """Changes that matter, as parts of ``scale``; None: of the reference's value."""

    warning: float
    critical: float
    scale: float | None = None

    def with_limit(self, limit: SetLimit | None) -> Tolerance:
        """Return the tolerances that hold where somebody has set *limit*."""
        if limit is None:
            return self
        warning, critical = limit.over(self.warning, self.critical)
        return Tolerance(warning=warning, critical=critical, scale=self.scale)


def require_rising(name: str, warning: float, critical: float) -> None:
    """Refuse tolerances that are not above 0, or of which critical is the smaller one."""
    if not 0 < warning <= critical:
        raise ConfigError(
            f"{name}: tolerances must be above 0 and rise, got {warning} and {critical}"
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """A level, the comparison that speaks for it, and what else to say of it."""

    level: Level
    comparison: Comparison
    note: str = ""


class MetricJudge:
    """Holds the comparisons of one metric against tolerances.

    ``warning`` and ``critical`` are the changes that matter, in the metric's unit; both are 0
    where the reference's value is 0: then no change has a size.
    """

    __slots__ = ("_falls", "_rises", "critical", "warning")

    def __init__(
        self, higher_is_better: bool | None, tolerance: Tolerance, reference: float
    ) -> None:
        scale = abs(reference) if tolerance.scale is None else tolerance.scale
        self.warning = tolerance.warning * scale
        self.critical = tolerance.critical * scale
        self._falls = higher_is_better is not False
        self._rises = higher_is_better is not True

    def verdict(
        self, found: Sequence[Comparison], earlier: Iterable[Callable[[], Sequence[Comparison]]]
    ) -> Verdict:
        """Return the loudest span's verdict.

        An alarm is a change for the worse that is sure and matters. That of a longer span is
        quietened where the last 7 windows rule such a change out: the model has recovered. An
        alarm of one of the windows before (*earlier*, asked only where it matters) holds while
        the change is still likely at 95 % and four fifths of what matters.
        """
        now = self._now(found)
        if now.level.rank >= Level.WARNING.rank:
            return now
        left = [c for c in _settled(found) if self._left(c, _CLEAR * self.warning)]
        if now.level is Level.OK or not left:
            return now
        before = self._before(earlier)
        if before.rank < Level.WARNING.rank:
            return now
        grave = before is Level.CRITICAL and self._left(left[0], _CLEAR * self.critical)
        level = Level.CRITICAL if grave else Level.WARNING
        return Verdict(level, left[0], "the alarm of a window before is not over")

    def limit(self, c: Comparison) -> float:
        """Return the value at which a warning begins to matter, on the side it lies."""
        down = self._falls and (not self._rises or c.difference < 0)
        return (c.reference.value or 0.0) + (-self.warning if down else self.warning)

    def _now(self, found: Sequence[Comparison]) -> Verdict:
        settled = _settled(found)
        verdicts, most, why = [], Level.CRITICAL, ""
        for c in found:
            alarm = self._alarm(c)
            quieter = alarm.rank > most.rank
            verdicts.append(Verdict(most, c, why) if quieter else Verdict(alarm, c))
            if c in settled and self._rules_out(c, self.warning):
                most = Level.OK
            elif c in settled and self._rules_out(c, self.critical) and most is not Level.OK:
                most, why = Level.WARNING, f"the last {c.span} windows rule out a critical change"
        loudest = max(verdicts, key=lambda v: v.level.rank)
        if loudest.level is not Level.OK:
            return loudest
        for c in settled:
            if self._rules_out(c, self.critical):
                return Verdict(Level.OK, c)
        return Verdict(Level.UNKNOWN, settled[-1])

    def _before(self, earlier: Iterable[Callable[[], Sequence[Comparison]]]) -> Level:
        """Return the level of the newest window before that alarmed; ok where none did."""
        for compared in earlier:
            found = compared()
            level = self._now(found).level if found else Level.OK
            if level.rank >= Level.WARNING.rank:
                return level
        return Level.OK

    def _alarm(self, c: Comparison) -> Level:
        sure = (self._falls and c.sure.upper < 0) or (self._rises and c.sure.lower > 0)
        size = abs(c.difference)
        if not sure or size < self.warning:
            return Level.OK
        return Level.CRITICAL if size >= self.critical else Level.WARNING

    def _rules_out(self, c: Comparison, change: float) -> bool:
        """Return whether so large a change for the worse lies outside the 95 % interval."""
        no_fall = not self._falls or c.likely.lower > -change
        no_rise = not self._rises or c.likely.upper < change
        return no_fall and no_rise

    def _left(self, c: Comparison, change: float) -> bool:
        """Return whether a change for the worse is likely, and as large as *change*."""
        likely = (self._falls and c.likely.upper < 0) or (self._rises and c.likely.lower > 0)
        return likely and abs(c.difference) >= change


def _settled(found: Sequence[Comparison]) -> list[Comparison]:
    """Return the longer spans, where there are any.

    One window alone may alarm, but as windows differ it takes several to be at ease.
    """
    return [c for c in found if c.span > 1] or list(found)
