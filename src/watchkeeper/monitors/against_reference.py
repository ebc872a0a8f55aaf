"""From a metric's comparisons with the reference to one finding."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Literal

from watchkeeper.model import Finding, Level, Measure, MetricValue, SetLimit
from watchkeeper.model.figures import count, number, times
from watchkeeper.monitors.metric_verdict import MetricJudge, Tolerance, Verdict
from watchkeeper.monitors.observed import Observed, Scored
from watchkeeper.monitors.series_finding import DEFAULT
from watchkeeper.performance.against_reference import (
    LEAST_LABELS,
    Comparison,
    Span,
    compare,
    last_windows,
)
from watchkeeper.performance.metrics import evaluate
from watchkeeper.performance.summary import ScoreCells
from watchkeeper.stats.metric import Metric

Spans = Callable[[int], Mapping[int, ScoreCells]]

# No judgement is less sure than a 95 % interval, however large the budget.
_LARGEST_TAIL = 0.025
_FRAME_ERROR = 0.05
# How many windows back an alarm can still hold.
_HOLDS = 7


def metric_finding(
    observed: Observed,
    scored: Scored,
    spans: Spans,
    *,
    monitor: Literal["performance", "label_drift"],
    metric: Metric,
    tolerance: Tolerance,
    judgements: int,
) -> Finding:
    """Judge *metric* over the last 1, 7 and 28 windows; the loudest span speaks.

    ``ok`` says that a critical change for the worse (either way where neither is) is ruled out
    at 95 %; without an alarm, and where that cannot be said, the answer is ``unknown``.
    *spans* are those of the windows (`spans_of`), the same for all metrics; *judgements*
    share the error of a window.
    """
    recent = spans(0)
    newest = evaluate(recent[1], [metric.name])[0] if recent else None
    reference = scored.reference
    if reference is None or newest is None:
        why = "the reference has no labels to compare with" if newest else "there is no window yet"
        return _unknown(observed, monitor, metric, newest, why)
    tail = _tail(observed, metric, judgements) / len(recent)
    limit = observed.limits.get((monitor, metric.name, metric.name))
    found = compare(metric.name, recent, reference, tail=tail)
    if not found:
        why = _too_few(recent, reference, metric)
        return _unknown(observed, monitor, metric, newest, why)
    judge = MetricJudge(
        metric.higher_is_better, tolerance.with_limit(limit), found[0].reference.value or 0.0
    )
    if judge.critical == 0.0:
        why = "the reference's value is 0, so no change has a size relative to it"
        return _unknown(observed, monitor, metric, newest, why)
    verdict = judge.verdict(found, _earlier(metric.name, spans, reference, tail))
    return _finding(observed, monitor, verdict, judge, limit)


def spans_of(windows: ScoreCells) -> Spans:
    """Return a function from "windows ago" to the spans' cells then; each is summed up once."""
    return cache(lambda ago: last_windows(windows, ago=ago))


def _earlier(
    metric: str, spans: Spans, reference: ScoreCells, tail: float
) -> Iterator[Callable[[], list[Comparison]]]:
    """Yield what was to be compared one window ago, two windows ago, ..., up to seven."""
    for ago in range(1, _HOLDS + 1):
        yield partial(_compared, metric, spans, ago, reference, tail)


def _compared(
    metric: str, spans: Spans, ago: int, reference: ScoreCells, tail: float
) -> list[Comparison]:
    return compare(metric, spans(ago), reference, tail=tail)


def _tail(observed: Observed, metric: Metric, judgements: int) -> float:
    """Return the chance of a false alarm on one side, of one metric in one window."""
    settings = observed.settings
    error = _FRAME_ERROR / max(judgements, 1) if settings is None else settings.alpha
    sides = 2 if metric.higher_is_better is None else 1
    return min(error / sides, _LARGEST_TAIL)


def _finding(
    observed: Observed,
    monitor: str,
    verdict: Verdict,
    judge: MetricJudge,
    limit: SetLimit | None,
) -> Finding:
    c = verdict.comparison
    value, reference = c.value, c.reference
    return observed.finding(
        monitor=monitor,
        subject=value.metric,
        subject_kind="metric" if monitor == "performance" else "label",
        level=verdict.level,
        reason=_reason(verdict, judge),
        measure=value.metric,
        value=value.value,
        lower=c.interval.lower,
        upper=c.interval.upper,
        expected=reference.value,
        limit=judge.limit(c),
        n_reference=reference.n_labelled,
        n_current=value.n_labelled,
        measures=_shown(c),
        limit_set_by=str(limit or DEFAULT),
    )


def _reason(verdict: Verdict, judge: MetricJudge) -> str:
    level, c = verdict.level, verdict.comparison
    value, reference = c.value, c.reference
    beside = [value.value, reference.value]
    here, there = (number(v, like=beside) for v in beside)
    over = "in this window" if c.span == 1 else f"over the last {c.span} windows"
    change = number(c.difference, like=beside)
    critical = number(judge.critical, like=beside)
    meaning = {
        Level.OK: f"a critical change ({critical}) is ruled out",
        Level.UNKNOWN: f"too uncertain to rule out a critical change ({critical})",
    }.get(
        level,
        f"changes from {number(judge.warning, like=beside)} on matter, {critical} is critical",
    )
    parts = [
        f"{here}{_ends(c.interval, beside)} {over}, {there} in the reference: "
        f"off by {change}{_ends(c.likely, beside)}, {meaning}",
        verdict.note,
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
