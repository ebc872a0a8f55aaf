"""Silences: messages about matching incidents are held back for a while."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from watchkeeper.api.incidents import By, Comment, IncidentsTold, Who, incident_told
from watchkeeper.api.signed import signed
from watchkeeper.api.strict_route import StrictRoute
from watchkeeper.api.types import Caller, Given, Moment, Open, Told
from watchkeeper.model.finding import Level
from watchkeeper.model.incident import Silence

router = APIRouter(tags=["silences"], route_class=StrictRoute)


class SilenceGiven(Given):
    """Which incidents: what is left out matches all; all that is given must match."""

    model: str | None = None
    root: str | None = Field(None, description="A data source, column or metric.")
    level: Level | None = None
    until: Moment
    by: By = None
    comment: Comment = ""


class SilenceTold(Told):
    """A silence."""

    id: int
    model: str | None
    root: str | None
    level: Level | None
    until: datetime
    by: str
    comment: str
    created_at: datetime


class SilencesTold(Told):
    """The silences that hold."""

    silences: list[SilenceTold]


@router.get("/silences", summary="List silences")
def list_silences(ws: Open) -> SilencesTold:
    """Return the silences that hold now."""
    return SilencesTold(silences=[_told(silence) for silence in ws.desk.silences()])


@router.get("/silences/preview", summary="Preview a silence")
def preview_silence(
    ws: Open,
    model: Annotated[str | None, Query()] = None,
    root: Annotated[str | None, Query()] = None,
    level: Annotated[Level | None, Query()] = None,
) -> IncidentsTold:
    """Return the incidents that such a silence would match."""
    found = ws.desk.preview(model=model, root=root, level=level)
    return IncidentsTold(incidents=[incident_told(one) for one in found])


@router.post("/silences", status_code=201, summary="Silence incidents")
def post_silence(given: SilenceGiven, ws: Open, caller: Caller) -> SilenceTold:
    """Hold back messages about matching incidents; the incidents themselves stay in sight."""
    return _told(
        ws.desk.silence(
            model=given.model,
            root=given.root,
            level=given.level,
            until=given.until,
            by=signed(caller, given.by),
            comment=given.comment,
        )
    )


@router.delete("/silences/{silence}", status_code=204, summary="End a silence")
def delete_silence(
    silence: Annotated[int, Path(ge=1, lt=2**53)],
    ws: Open,
    caller: Caller,
    by: Annotated[Who | None, Query(description="Who does it.")] = None,
) -> None:
    """Let messages through again."""
    ws.desk.end_silence(silence, by=signed(caller, by))


def _told(silence: Silence) -> SilenceTold:
    return SilenceTold.model_validate(silence)
