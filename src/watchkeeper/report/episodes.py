"""Many windows, few stories: findings of successive windows joined into episodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from watchkeeper.model import Finding, Level
from watchkeeper.model.finding import beyond

MOST_GAP = 2  # quiet windows that do not end an episode


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One subject beyond its limit by one monitor, from ``start`` to ``end`` (half open).

    ``level`` is the worst level in it, ``peak`` the finding furthest beyond its limit at that
    level, ``windows`` the number of windows with a finding, ``first_known_at`` when the first of
    them could be known (None where findings do not say).
    """

    monitor: str
    subject: str
    level: Level
    start: datetime
    end: datetime
    first_known_at: datetime | None
    peak: Finding
    windows: int


def find_episodes(findings: Iterable[Finding], *, most_gap: int = MOST_GAP) -> tuple[Episode, ...]:
    """Group warnings and criticals by monitor and subject; return the episodes, worst first.

    A run goes on over at most *most_gap* windows without a finding. Models, environments and
    segments are never mixed; versions are, for a fault may outlive a deployment. Findings
    without a window, and those that are ok or unknown, are in no episode.
    """
    series: dict[tuple[str | None, ...], list[Finding]] = defaultdict(list)
    for f in findings:
        if f.level.rank >= Level.WARNING.rank and f.window_start and f.window_end:
            series[(f.monitor, f.subject, f.model, f.environment, f.segment)].append(f)
    found = [_episode(run) for run_of in series.values() for run in _runs(run_of, most_gap)]
    return tuple(sorted(found, key=lambda e: (-e.level.rank, -beyond(e.peak), e.start)))


def _runs(findings: list[Finding], most_gap: int) -> Iterable[list[Finding]]:
    findings.sort(key=lambda f: _bounds(f)[0])
    run: list[Finding] = []
    for finding in findings:
        if run and _missed(run[-1], finding) > most_gap:
            yield run
            run = []
        run.append(finding)
    if run:
        yield run


def _missed(before: Finding, after: Finding) -> int:
    """Return how many whole windows lie between two; a day of 23 or 25 hours is one."""
    start, end = _bounds(before)
    return round((_bounds(after)[0] - end) / (end - start))


def _bounds(finding: Finding) -> tuple[datetime, datetime]:
    if finding.window_start is None or finding.window_end is None:
        raise ValueError(f"the finding of {finding.monitor} on {finding.subject} has no window")
    return finding.window_start, finding.window_end


def _episode(run: Sequence[Finding]) -> Episode:
    level = max((f.level for f in run), key=lambda lv: lv.rank)
    known = [f.known_at for f in run if f.known_at is not None]
    return Episode(
        monitor=run[0].monitor,
        subject=run[0].subject,
        level=level,
        start=_bounds(run[0])[0],
        end=max(_bounds(f)[1] for f in run),
        first_known_at=min(known) if known else None,
        peak=max((f for f in run if f.level is level), key=beyond),
        windows=len({_bounds(f)[0] for f in run}),
    )
