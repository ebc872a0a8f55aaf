"""From a metric's comparisons with the reference to one finding."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level, Measure, MetricValue
from watchkeeper.model.figures import count, number, times
from watchkeeper.monitors.observed import Observed
from watchkeeper.performance.against_reference import LEAST_LABELS, Comparison, Span, compare
from watchkeeper.performance.metrics import evaluate
from watchkeeper.performance.summary import ScoreCells
from watchkeeper.stats.metric import Metric

# No judgement is less sure than a 95 % interval, however large the budget.
_LARGEST_TAIL = 0.025
_FRAME_ERROR = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """Changes that matter, as parts of ``scale``; None: of the reference's value."""

    warning: float
    critical: float
    scale: float | None = None


def require_rising(name: str, warning: float, critical: float) -> None:
    """Refuse tolerances that are not above 0, or of which critical is the smaller one."""
    if not 0 < warning <= critical:
        raise ConfigError(
            f"{name}: tolerances must be above 0 and rise, got {warning} and {critical}"
        )


def metric_finding(
    observed: Observed,
    recent: Mapping[int, ScoreCells],
    *,
    monitor: Literal["performance", "label_drift"],
    metric: Metric,
    tolerance: Tolerance,
    judgements: int,
) -> Finding:
    """Judge *metric* over the last 1, 7 and 28 windows; the loudest span speaks.

    An alarm is a change for the worse (either way where neither is) that is sure and matters.
    The longer spans' alarms are quietened where the newest windows rule such a change out: the
    model has recovered. ``ok`` says that a critical change is ruled out at 95 %; without any
    alarm, and where that cannot be said, the answer is ``unknown``. *recent* are the spans'
    cells (`last_windows`); *judgements* share the error of a window.
    """
    newest = evaluate(recent[1], [metric.name])[0] if recent else None
    reference = observed.scored.reference if observed.scored else None
    if reference is None or newest is None:
        why = "the reference has no labels to compare with" if newest else "there is no window yet"
        return _unknown(observed, monitor, metric, newest, why)
    found = compare(metric.name, recent, reference, tail=_tail(observed, metric, judgements))
    if not found:
        why = _too_few(recent, reference, metric)
        return _unknown(observed, monitor, metric, newest, why)
    judge = _Judge(metric.higher_is_better, tolerance, found[0].reference.value or 0.0)
    if judge.scale == 0.0:
        why = "the reference's value is 0, so no change has a size relative to it"
        return _unknown(observed, monitor, metric, newest, why)
    level, chosen = judge.loudest(found)
    return _finding(observed, monitor, level, chosen, judge)


def _tail(observed: Observed, metric: Metric, judgements: int) -> float:
    """Return the chance of a false alarm on one side, of one metric in one window."""
    settings = observed.settings
    error = _FRAME_ERROR / max(judgements, 1) if settings is None else settings.alpha
    sides = 2 if metric.higher_is_better is None else 1
    return min(error / sides, _LARGEST_TAIL)


class _Judge:
    """Holds comparisons against tolerances."""

    def __init__(
        self, higher_is_better: bool | None, tolerance: Tolerance, reference: float
    ) -> None:
        self.scale = abs(reference) if tolerance.scale is None else tolerance.scale
        self.warning = tolerance.warning * self.scale
        self.critical = tolerance.critical * self.scale
        self._falls = higher_is_better is not False
        self._rises = higher_is_better is not True

    def loudest(self, found: Sequence[Comparison]) -> tuple[Level, Comparison]:
        """Return the level and the span that speaks for it.

        Of alarms the shortest span tells when; of quiet answers the shortest that is narrow
        enough tells what is so now; else the longest tells most.
        """
        judged = []
        quiet_below = Level.CRITICAL
        for c in found:
            judged.append((min(self._alarm(c), quiet_below, key=_rank), c))
            if self.rules_out(c, self.critical):
                quiet_below = min(quiet_below, Level.WARNING, key=_rank)
            if self.rules_out(c, self.warning):
                quiet_below = Level.OK
        level = max((level for level, _ in judged), key=_rank)
        if level is not Level.OK:
            return next(j for j in judged if j[0] is level)
        for c in found:
            if self.rules_out(c, self.critical):
                return Level.OK, c
        return Level.UNKNOWN, found[-1]

    def rules_out(self, c: Comparison, change: float) -> bool:
        """Return whether so large a change for the worse lies outside the 95 % interval."""
        no_fall = not self._falls or c.likely.lower > -change
        no_rise = not self._rises or c.likely.upper < change
        return no_fall and no_rise

    def limit(self, c: Comparison) -> float:
        """Return the value at which a warning begins to matter, on the side it lies."""
        down = self._falls and (not self._rises or c.difference < 0)
        return (c.reference.value or 0.0) + (-self.warning if down else self.warning)

    def _alarm(self, c: Comparison) -> Level:
        sure = (self._falls and c.sure.upper < 0) or (self._rises and c.sure.lower > 0)
        size = abs(c.difference)
        if not sure or size < self.warning:
            return Level.OK
        return Level.CRITICAL if size >= self.critical else Level.WARNING


def _rank(level: Level) -> int:
    return level.rank


def _finding(
    observed: Observed, monitor: str, level: Level, c: Comparison, judge: _Judge
) -> Finding:
    value, reference = c.value, c.reference
    return observed.finding(
        monitor=monitor,
        subject=value.metric,
        subject_kind="metric" if monitor == "performance" else "label",
        level=level,
        reason=_reason(level, c, judge),
        measure=value.metric,
        value=value.value,
        lower=c.interval.lower,
        upper=c.interval.upper,
        expected=reference.value,
        limit=judge.limit(c),
        n_reference=reference.n_labelled,
        n_current=value.n_labelled,
        measures=_shown(c),
    )


def _reason(level: Level, c: Comparison, judge: _Judge) -> str:
    value, reference = c.value, c.reference
    beside = [value.value, reference.value]
    here, there = (number(v, like=beside) for v in beside)
    over = "in this window" if c.span == 1 else f"over the last {c.span} windows"
    change = number(c.difference, like=beside)
    critical = number(judge.critical, like=beside)
    verdict = {
        Level.OK: f"a critical change ({critical}) is ruled out",
        Level.UNKNOWN: f"too uncertain to rule out a critical change ({critical})",
    }.get(
        level,
        f"changes from {number(judge.warning, like=beside)} on matter, {critical} is critical",
    )
    parts = [
        f"{here}{_ends(c.interval, beside)} {over}, {there} in the reference: "
        f"off by {change}{_ends(c.likely, beside)}, {verdict}",
        f"labels of {count(value.n_labelled)} of {times(value.n, 'row')} have arrived",
        _dispersion(c),
        value.reason,
    ]
    return "; ".join(part for part in parts if part)


def _ends(span: Span, beside: Sequence[float | None]) -> str:
    """Return an interval with the decimals of what stands beside it; nothing without an end."""
    if not math.isfinite(span.upper - span.lower):
        return ""
    return f" [{number(span.lower, like=beside)}, {number(span.upper, like=beside)}]"


def _dispersion(c: Comparison) -> str:
    if c.dispersion.effect > 1.0:
        return f"windows differ {number(c.dispersion.effect)} times as much as rows explain"
    windows = c.dispersion.windows
    return "" if windows > 1 else "rows taken as independent, as the reference has no windows"


def _shown(c: Comparison) -> tuple[Measure, ...]:
    return (
        Measure(name="span", value=float(c.span), unit="windows"),
        Measure(
            name="difference",
            value=c.difference,
            lower=c.likely.lower,
            upper=c.likely.upper,
            note="the value less the reference's",
        ),
        Measure(
            name="design_effect",
            value=c.dispersion.effect,
            note=f"of {times(c.dispersion.windows, 'window')} of the reference",
        ),
        _matured(c.value),
    )


def _matured(value: MetricValue) -> Measure:
    return Measure(name="matured_share", value=value.matured_share, unit="share")


def _too_few(recent: Mapping[int, ScoreCells], reference: ScoreCells, metric: Metric) -> str:
    """Return which side has not enough labels for an interval."""
    base = evaluate(reference.total(), [metric.name])[0]
    if base.n_labelled < LEAST_LABELS or base.lower is None or base.upper is None:
        why = base.reason or f"{times(base.n_labelled, 'label')}, {LEAST_LABELS} are needed"
        return f"the reference cannot be compared with: {why}"
    value = evaluate(recent[max(recent)], [metric.name])[0]
    arrived = f"labels of {count(value.n_labelled)} of {times(value.n, 'row')} have arrived"
    if value.n_labelled < LEAST_LABELS:
        return f"{arrived}, {LEAST_LABELS} are needed"
    return f"{arrived}; {value.reason}" if value.reason else f"{arrived}, too few for an interval"


def _unknown(
    observed: Observed, monitor: str, metric: Metric, newest: MetricValue | None, why: str
) -> Finding:
    matured = () if newest is None else (_matured(newest),)
    return observed.finding(
        monitor=monitor,
        subject=metric.name,
        subject_kind="metric" if monitor == "performance" else "label",
        level=Level.UNKNOWN,
        reason=why,
        measure=metric.name,
        value=newest.value if newest else None,
        lower=newest.lower if newest else None,
        upper=newest.upper if newest else None,
        n_current=newest.n_labelled if newest else 0,
        measures=matured,
    )
