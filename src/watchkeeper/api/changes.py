"""The change log: deploys, schema changes, and what happened outside."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from watchkeeper.api.models import ModelName
from watchkeeper.api.strict_route import StrictRoute
from watchkeeper.api.types import Given, Moment, Open, Told

router = APIRouter(tags=["changes"], route_class=StrictRoute)


class ChangeGiven(Given):
    """Something that happened outside."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=2_000)] = Field(
        examples=["The airline changed its timetable."]
    )
    at: Moment | None = Field(None, description="When; left out: now.")


class ChangeTold(Told):
    """An entry of the change log."""

    model: str
    at: datetime
    kind: str = Field(description="`deploy`, `schema`, `event`, ...")
    text: str
    version: str | None


class ChangesTold(Told):
    """The change log of a model, earliest first."""

    changes: list[ChangeTold]


@router.post("/models/{model}/changes", status_code=201, summary="Note an outside event")
def post_change(model: ModelName, given: ChangeGiven, ws: Open) -> ChangeTold:
    """Enter something into the change log; the same entry a second time is left out."""
    ws.store.catalog.models.get(model)
    at = given.at or ws.store.clock.now()
    ws.note(model, given.text, at=at)
    return ChangeTold(model=model, at=at, kind="event", text=given.text, version=None)


@router.get("/models/{model}/changes", summary="Read the change log")
def list_changes(model: ModelName, ws: Open) -> ChangesTold:
    """Return what was done to a model, or happened around it, earliest first."""
    ws.store.catalog.models.get(model)
    return ChangesTold(changes=[ChangeTold.model_validate(one) for one in ws.changes(model)])
