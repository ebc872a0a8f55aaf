"""A loud finding, as far as incidents are made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from watchkeeper.model.finding import Finding, Level, SubjectKind, beyond
from watchkeeper.model.window import Window


@dataclass(frozen=True, slots=True)
class Check:
    """What is asked window after window: one monitor about one subject of a model."""

    model: str
    environment: str
    monitor: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One check beyond its limit in one window.

    ``id`` is its row in the catalog, ``incident`` the one it was last counted to (0: none) and
    ``muted`` why it was not told on its own there.
    ``beyond`` says how far beyond the limit it lies, ``alarms`` which series did.
    """

    check: Check
    subject_kind: SubjectKind
    version: str
    level: Level
    window: Window
    reason: str
    known_at: datetime
    source: str | None = None
    alarms: tuple[str, ...] = ()
    beyond: float = 0.0
    new_level: bool = False
    id: int = 0
    incident: int = 0
    muted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What is known of a check's windows, loud or not, by the start of the newest one.

    ``ok_from`` is the newest window in which it was ok (None: none yet), ``seen_from`` the
    newest about which it said anything.
    """

    seen_from: datetime
    ok_from: datetime | None = None


def deviation_of(finding: Finding) -> Deviation:
    """Return what incidents need to know of a loud *finding*.

    Raises:
        ValueError: it has no window, or nobody knows when it was known.
    """
    start, end, known_at = finding.window_start, finding.window_end, finding.known_at
    if start is None or end is None or known_at is None:
        raise ValueError(f"the finding of {finding.monitor} on {finding.subject} has no window")
    return Deviation(
        check=Check(
            finding.model or "", finding.environment or "", finding.monitor, finding.subject
        ),
        subject_kind=finding.subject_kind,
        version=finding.version or "",
        level=finding.level,
        window=Window(start, end),
        reason=finding.reason,
        known_at=known_at,
        source=finding.source,
        alarms=finding.alarms or ((finding.measure,) if finding.measure else ()),
        beyond=beyond(finding),
        new_level=finding.new_level,
    )
