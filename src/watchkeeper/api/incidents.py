"""Incidents: read, taken over, silenced."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field, StringConstraints

from watchkeeper.api.findings import FindingTold, finding_told
from watchkeeper.api.signed import signed
from watchkeeper.api.strict_route import StrictRoute
from watchkeeper.api.types import Caller, Given, Open, Told
from watchkeeper.model.finding import Level
from watchkeeper.model.incident import Incident, IncidentState, IncidentStory, RootKind

router = APIRouter(tags=["incidents"], route_class=StrictRoute)

Who = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Comment = Annotated[str, StringConstraints(max_length=2_000)]
By = Annotated[
    Who | None, Field(description="Who does it; with a token, its name is taken instead.")
]
IncidentId = Annotated[int, Path(ge=1, lt=2**53, description="The incident's number.")]


class IncidentTold(Told):
    """Findings with one root, as one story."""

    id: int
    root_kind: RootKind
    root: str
    models: list[str]
    environment: str
    version: str | None
    state: IncidentState
    level: Level = Field(description="The worst so far.")
    level_now: Level = Field(description="That of the newest window.")
    title: str
    subjects: list[str]
    started_at: datetime
    last_seen: datetime
    opened_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    new_level: bool = Field(description="It ended because its level is the new normal.")
    findings: int
    muted: int = Field(description="Findings that follow from it and are not told alone.")
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    assignee: str | None
    silenced_until: datetime | None


class IncidentsTold(Told):
    """Incidents, worst and newest first."""

    incidents: list[IncidentTold]


class EventTold(Told):
    """A line of an incident's timeline."""

    at: datetime
    kind: str
    text: str
    by: str | None


class StoryTold(Told):
    """All there is to say about an incident, findings in order of time."""

    incident: IncidentTold
    findings: list[FindingTold]
    muted: list[FindingTold]
    because: list[str] = Field(description="Why each of `muted` is not told alone.")
    events: list[EventTold]


class AcknowledgeGiven(Given):
    """Somebody looks at it."""

    by: By = None
    comment: Comment = ""


class AssignGiven(Given):
    """Somebody shall look at it, or nobody any more."""

    to: Annotated[str, StringConstraints(max_length=200)] = Field(
        description="Empty: nobody any more.", examples=["anna@example.org"]
    )
    by: By = None


@router.get("/incidents", summary="List incidents")
def list_incidents(
    ws: Open,
    model: Annotated[str | None, Query(description="Left out: those of all models.")] = None,
    state: Annotated[IncidentState | None, Query(description="Left out: in any state.")] = None,
) -> IncidentsTold:
    """Return incidents, worst and newest first."""
    return IncidentsTold(incidents=[incident_told(one) for one in ws.incidents(model, state=state)])


@router.get("/incidents/{incident}", summary="Read an incident")
def get_incident(incident: IncidentId, ws: Open) -> StoryTold:
    """Return its findings, what was muted under it, and its timeline."""
    return _story_told(ws.desk.story(incident))


@router.post("/incidents/{incident}/acknowledge", summary="Acknowledge an incident")
def post_acknowledge(
    incident: IncidentId, given: AcknowledgeGiven, ws: Open, caller: Caller
) -> StoryTold:
    """Note that somebody looks at it; that lasts until it is resolved."""
    ws.desk.acknowledge(incident, by=signed(caller, given.by), comment=given.comment)
    return _story_told(ws.desk.story(incident))


@router.post("/incidents/{incident}/assign", summary="Assign an incident")
def post_assign(incident: IncidentId, given: AssignGiven, ws: Open, caller: Caller) -> StoryTold:
    """Hand it to somebody, or take it from whoever has it."""
    ws.desk.assign(incident, by=signed(caller, given.by), to=given.to)
    return _story_told(ws.desk.story(incident))


def incident_told(incident: Incident) -> IncidentTold:
    """Return *incident* as it is told over HTTP."""
    return IncidentTold.model_validate(incident)


def _story_told(story: IncidentStory) -> StoryTold:
    return StoryTold(
        incident=incident_told(story.incident),
        findings=[finding_told(finding) for finding in story.findings],
        muted=[finding_told(finding) for finding in story.muted],
        because=list(story.because),
        events=[EventTold.model_validate(event) for event in story.events],
    )
