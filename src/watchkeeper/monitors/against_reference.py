"""From a metric's comparisons with the reference to one finding."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.model import Finding, Level, Measure, MetricValue
from watchkeeper.model.figures import count, number
from watchkeeper.monitors.observed import Observed, Scored
from watchkeeper.performance.against_reference import SPANS, Comparison, compare
from watchkeeper.performance.metrics import evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """Relative changes of the reference's value that matter, and how sure one must be.

    ``both_sides``: a rise is reported like a fall. ``alpha`` is the error of one judgement;
    the spans share it.
    """

    warning: float
    critical: float
    both_sides: bool
    alpha: float


def metric_finding(
    observed: Observed,
    scored: Scored,
    *,
    monitor: str,
    metric: str,
    higher_is_better: bool | None,
    tolerance: Tolerance,
) -> Finding:
    """Judge *metric* over the last 1, 7 and 28 windows; the loudest span speaks."""
    newest = evaluate(scored.windows, [metric])[-1]
    if scored.reference is None:
        return _unknown(observed, monitor, newest, "the reference has no labels to compare with")
    found = compare(metric, scored.windows, scored.reference, higher_is_better=higher_is_better)
    if not found:
        return _unknown(observed, monitor, newest, newest.reason or "too few labels")
    judged = [(_level(c, tolerance), c) for c in found]
    loudest = max(level.rank for level, _ in judged)
    # Of alarms the shortest span tells when; of quiet answers the longest tells most.
    level, chosen = (
        next(j for j in judged if j[0].rank == loudest)
        if loudest >= Level.WARNING.rank
        else judged[-1]
    )
    return _finding(observed, monitor, level, chosen, tolerance)


def _level(c: Comparison, t: Tolerance) -> Level:
    scale = abs(c.reference.value or 0.0)
    alpha = t.alpha / len(SPANS)
    p = min(c.p_worse, c.p_better) if t.both_sides else c.p_worse
    size = abs(c.difference)
    if p <= alpha and size >= t.warning * scale:
        return Level.CRITICAL if size >= t.critical * scale else Level.WARNING
    # "No alarm" is only an answer where a critical change would have been seen.
    return Level.OK if (c.upper - c.lower) / 2 < 2 * t.critical * scale else Level.UNKNOWN


def _finding(
    observed: Observed, monitor: str, level: Level, c: Comparison, t: Tolerance
) -> Finding:
    value, reference = c.value, c.reference
    span = "this window" if c.span == 1 else f"the last {c.span} windows"
    said = (
        f"{number(value.value)} [{number(c.lower)}, {number(c.upper)}] over {span}, "
        f"{number(reference.value)} in the reference"
    )
    why = {
        Level.UNKNOWN: "too wide to tell a change that would be critical",
        Level.OK: "no change that matters",
    }.get(level, f"changed by {number(c.difference)}")
    matured = f"labels of {count(value.n_labelled)} of {count(value.n)} rows have arrived"
    return observed.finding(
        monitor=monitor,
        subject=value.metric,
        subject_kind="metric" if monitor == "performance" else "label",
        level=level,
        reason=f"{said}: {why}; {matured}; design effect {number(c.design_effect)}",
        measure=value.metric,
        value=value.value,
        lower=c.lower,
        upper=c.upper,
        expected=reference.value,
        limit=_limit(c, t),
        p_value=min(c.p_worse, c.p_better) if t.both_sides else c.p_worse,
        n_reference=reference.n_labelled,
        n_current=value.n_labelled,
        measures=_shown(c),
    )


def _limit(c: Comparison, t: Tolerance) -> float | None:
    if c.reference.value is None:
        return None
    away = t.warning * abs(c.reference.value)
    return c.reference.value + (away if c.difference > 0 else -away)


def _shown(c: Comparison) -> tuple[Measure, ...]:
    return (
        Measure(name="span", value=float(c.span), unit="windows"),
        Measure(name="difference", value=c.difference, note="less the reference"),
        Measure(name="design_effect", value=c.design_effect),
        Measure(name="matured_share", value=c.value.matured_share, unit="share"),
    )


def _unknown(observed: Observed, monitor: str, value: MetricValue, why: str) -> Finding:
    return observed.finding(
        monitor=monitor,
        subject=value.metric,
        subject_kind="metric" if monitor == "performance" else "label",
        level=Level.UNKNOWN,
        reason=why,
        measure=value.metric,
        value=value.value,
        lower=value.lower,
        upper=value.upper,
        n_current=value.n_labelled,
        measures=(Measure(name="matured_share", value=value.matured_share, unit="share"),),
    )


def budget(observed: Observed, judgements: int) -> float:
    """Return the error of one judgement of a window's metrics, from the installation's budget."""
    if observed.settings is None:
        return 0.05 / max(judgements, 1)
    return observed.settings.alpha
