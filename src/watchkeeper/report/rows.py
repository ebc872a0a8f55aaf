"""Findings as the lines people read: worst first, every text already written out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from watchkeeper.model import Finding, Level, Measure
from watchkeeper.model.figures import NONE, count, finite, number, p_value, quantity, times
from watchkeeper.report.episodes import Episode, find_episodes
from watchkeeper.report.verdict import is_windowed, last_window_end, worst_first
from watchkeeper.report.wording import (
    clock,
    name_of,
    sentence,
    stretch,
    subject_words,
    unit_of,
)

STILL_OPEN = ", still open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """An interval drawn on a line from 0 to 100: value, its ends, limit and expectation."""

    value: float
    low: float | None
    high: float | None
    limit: float | None
    expected: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLine:
    """One shown measure: it explains, it does not alarm."""

    name: str
    value: str
    interval: str
    unit: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One finding, or one episode shown by its peak."""

    level: Level
    subject: str
    about: str
    what: str
    value: str
    interval: str
    n: str
    limit: str
    when: str
    when_more: str
    reason: str
    glyph: Glyph | None
    measures: tuple[MeasureLine, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Why some subjects could not be judged, and in how many windows."""

    reason: str
    subjects: tuple[str, ...]
    windows: str
    never: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """The monitors that looked at a subject and found nothing."""

    subject: str
    monitors: tuple[str, ...]


def loud_lines(findings: Sequence[Finding], zone: tzinfo) -> list[Line]:
    """Return what is beyond its limits: episodes over many windows, else single findings."""
    if is_windowed(findings):
        end = last_window_end(findings)
        without = [f for f in findings if f.window_start is None]
        lines = [_episode_line(e, zone, is_open=e.end == end) for e in find_episodes(findings)]
        return sorted(lines + loud_lines(without, zone), key=lambda line: -line.level.rank)
    loud = (f for f in findings if f.level.rank >= Level.WARNING.rank)
    return [_line(f, zone) for f in worst_first(loud)]


def gaps(findings: Sequence[Finding]) -> list[Gap]:
    """Return what was not judged, by reason; what was never judged comes first."""
    total = Counter((f.monitor, f.subject) for f in findings)
    judged = {(f.monitor, f.subject) for f in findings if f.level is not Level.UNKNOWN}
    unknown: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for f in findings:
        if f.level is Level.UNKNOWN:
            unknown[(f.monitor, f.subject)].append(f)
    by_reason: dict[tuple[str, bool], list[tuple[str, str]]] = defaultdict(list)
    for key, group in unknown.items():
        reason = sentence(group[-1].reason or "no reason was given")
        by_reason[(reason, key not in judged)].append(key)
    found = [
        Gap(
            reason=reason,
            subjects=tuple(dict.fromkeys(_labelled(unknown[key][-1]) for key in keys)),
            windows=_how_often([(len(unknown[key]), total[key]) for key in keys]),
            never=never,
        )
        for (reason, never), keys in by_reason.items()
    ]
    return sorted(found, key=lambda g: (not g.never, -len(g.subjects)))


def _how_often(counts: Sequence[tuple[int, int]]) -> str:
    """Return "4 of 275 windows", "up to ..." where it differs; nothing where it is always so."""
    if all(some == of for some, of in counts):
        return ""
    some, of = max(counts)
    return f"{'up to ' if len(set(counts)) > 1 else ''}{count(some)} of {times(of, 'window')}"


def quiet(findings: Iterable[Finding]) -> list[Quiet]:
    """Return by subject the monitors that found nothing, in any window."""
    levels: dict[tuple[str, str], set[Level]] = defaultdict(set)
    for f in findings:
        levels[(f.subject, name_of(f.monitor))].add(f.level)
    fine: dict[str, list[str]] = defaultdict(list)
    for (subject, monitor), seen in levels.items():
        if Level.OK in seen and not seen & {Level.WARNING, Level.CRITICAL}:
            fine[subject].append(monitor)
    return [Quiet(subject=s, monitors=tuple(m)) for s, m in sorted(fine.items())]


def _labelled(finding: Finding) -> str:
    what = name_of(finding.monitor)
    subject = _subject(finding)
    return subject if what == subject else f"{subject} ({what})"


def _subject(finding: Finding) -> str:
    return subject_words(finding.subject_kind, finding.subject)


def _what(finding: Finding) -> str:
    monitor, measure = name_of(finding.monitor), name_of(finding.measure or "")
    if measure in ("", monitor, name_of(finding.subject)):
        return monitor
    return measure if measure.startswith(monitor) else f"{monitor}: {measure}"


def _line(finding: Finding, zone: tzinfo) -> Line:
    unit = unit_of(finding)
    value, span = quantity(finding.value, finding.lower, finding.upper, unit)
    start, end = finding.window_start, finding.window_end
    return Line(
        level=finding.level,
        subject=_subject(finding),
        about=finding.segment or "",
        what=_what(finding),
        value=value,
        interval=span,
        n=count(finding.n_current) if finding.n_current else "",
        limit=_limit(finding, unit),
        when=stretch(start, end, zone) if start and end else "",
        when_more="",
        reason=sentence(finding.reason),
        glyph=_glyph(finding),
        measures=tuple(_measure(m) for m in finding.measures),
        facts=_facts(finding, unit, zone),
    )


def _episode_line(episode: Episode, zone: tzinfo, *, is_open: bool) -> Line:
    base = _line(episode.peak, zone)
    more = times(episode.windows, "window")
    if is_open:
        more += STILL_OPEN
    facts = base.facts
    if episode.windows > 1:
        facts = (("shown is the worst window", base.when), *facts)
    if episode.first_known_at is not None:
        facts = (*facts, ("first known", clock(episode.first_known_at.astimezone(zone))))
    return Line(
        level=episode.level,
        subject=base.subject,
        about=base.about,
        what=base.what,
        value=base.value,
        interval=base.interval,
        n=base.n,
        limit=base.limit,
        when=stretch(episode.start, episode.end, zone),
        when_more=more,
        reason=base.reason,
        glyph=base.glyph,
        measures=base.measures,
        facts=facts,
    )


def _limit(finding: Finding, unit: str) -> str:
    """Write the limit like the value beside it, unless that would round it away."""
    beside = number(finding.limit, unit=unit, like=(finding.value, finding.lower, finding.upper))
    return beside if any(c in "123456789" for c in beside) else number(finding.limit, unit=unit)


def _measure(measure: Measure) -> MeasureLine:
    value, span = quantity(measure.value, measure.lower, measure.upper, measure.unit)
    if measure.name.endswith("_p"):
        value = p_value(measure.value)
    return MeasureLine(
        name=name_of(measure.name),
        value=value,
        interval=span,
        unit="" if measure.unit == "share" else measure.unit,
        note=measure.note,
    )


def _facts(finding: Finding, unit: str, zone: tzinfo) -> tuple[tuple[str, str], ...]:
    known = finding.known_at.astimezone(zone) if finding.known_at else None
    versions = " · ".join(v for v in (finding.version, finding.environment) if v)
    pairs = (
        ("expected", number(finding.expected, unit=unit, like=(finding.value, finding.limit))),
        ("limit set by", finding.limit_set_by if finding.limit is not None else NONE),
        ("test", p_value(finding.p_value) if finite(finding.p_value) is not None else NONE),
        ("rows, reference", count(finding.n_reference) if finding.n_reference else NONE),
        ("rows, current", count(finding.n_current) if finding.n_current else NONE),
        ("source", finding.source or NONE),
        ("version", versions or NONE),
        ("known since", clock(known) if known else NONE),
    )
    return tuple((name, text) for name, text in pairs if text != NONE)


def _glyph(finding: Finding) -> Glyph | None:
    return glyph(finding.value, finding.lower, finding.upper, finding.limit, finding.expected)


def glyph(
    value: float | None,
    lower: float | None,
    upper: float | None,
    limit: float | None,
    expected: float | None,
) -> Glyph | None:
    """Place five numbers on one line; None without a value and something to hold it against."""
    known = [finite(v) for v in (value, lower, upper, limit, expected)]
    if known[0] is None or (known[1] is None and known[3] is None):
        return None
    shown = [v for v in known if v is not None]
    start, length = min(shown), max(shown) - min(shown) or 1.0
    at = [None if v is None else round(6 + 88 * (v - start) / length, 2) for v in known]
    return Glyph(value=at[0] or 0.0, low=at[1], high=at[2], limit=at[3], expected=at[4])


def spoken(line: Line) -> str:
    """Return a line's numbers as one text: "0.873 [0.858, 0.887], n 18,343, limit 0.89"."""
    parts = [f"{line.value} {line.interval}".strip() if line.value != NONE else ""]
    parts += [f"n {line.n}" if line.n else "", f"limit {line.limit}" if line.limit != NONE else ""]
    return ", ".join(p for p in parts if p)
