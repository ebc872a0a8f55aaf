"""Incidents: what a person is told of, from its first deviation until it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from watchkeeper.model.finding import Finding, Level

RootKind = Literal["source", "column", "metric", "model"]


class IncidentState(StrEnum):
    """Whether it goes on."""

    OPEN = "open"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Findings with one root, as one story.

    The root is a data source (across models), a column of one model, a metric of one model, or
    the model itself. ``level`` is the worst so far, ``level_now`` that of the newest window.
    ``started_at`` is the start of the first window that deviated, ``last_seen`` the end of the
    newest one that did, ``opened_at`` and ``updated_at`` are when that became known.
    ``new_level`` marks one that ended because its level was accepted as the new normal.
    ``muted`` counts findings that follow from it and are not told on their own.
    """

    id: int
    root_kind: RootKind
    root: str
    models: tuple[str, ...]
    environment: str
    version: str | None
    state: IncidentState
    level: Level
    level_now: Level
    title: str
    subjects: tuple[str, ...]
    started_at: datetime
    last_seen: datetime
    opened_at: datetime
    updated_at: datetime
    resolved_at: datetime | None = None
    new_level: bool = False
    findings: int = 0
    muted: int = 0
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    assignee: str | None = None
    silenced_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEvent:
    """A line of an incident's timeline: ``opened``, ``worse``, ``acknowledged``, ``resolved``..."""

    at: datetime
    kind: str
    text: str
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentStory:
    """All there is to say about an incident, findings in order of time.

    ``because`` says of each finding in ``muted`` why it is taken to follow from the others.
    """

    incident: Incident
    findings: tuple[Finding, ...]
    muted: tuple[Finding, ...]
    events: tuple[IncidentEvent, ...]
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Messages about matching incidents are held back until ``until``.

    A matcher that is None matches everything; an incident matches when all of them do.
    """

    id: int
    model: str | None
    root: str | None
    level: Level | None
    until: datetime
    by: str
    comment: str
    created_at: datetime
