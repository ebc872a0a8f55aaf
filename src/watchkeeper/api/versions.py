"""Versions: which one answers where, and what it was made of."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from watchkeeper.api.baseline_store import stored_baseline
from watchkeeper.api.models import ModelName
from watchkeeper.api.strict_route import StrictRoute
from watchkeeper.api.types import Given, In, Moment, Name, Open, Told
from watchkeeper.model import Environment, Version

router = APIRouter(tags=["versions"], route_class=StrictRoute)

Share = Annotated[float, Field(allow_inf_nan=False)]


class VersionGiven(Given):
    """A version that answers from now on; what is left out of a known one is kept."""

    version: Name = Field(examples=["2024-06"])
    environment: In = Environment.PRODUCTION
    baseline: str | None = Field(None, description="The id of a baseline of this model.")
    deployed_at: Moment | None = Field(None, description="Since when; left out: now.")
    trained_at: Moment | None = None
    trained_until: Moment | None = Field(
        None, description="The newest moment in the data it was trained on."
    )
    packages: dict[str, str] | None = Field(
        None, description="Libraries it was trained with.", examples=[{"numpy": "2.1.0"}]
    )
    importance: dict[str, Share] | None = Field(
        None, description="How much each feature matters.", examples=[{"dep_delay": 0.7}]
    )


class VersionTold(Told):
    """A version as it is deployed."""

    model: str
    version: str
    environment: Environment
    deployed_at: datetime
    baseline_id: str | None
    trained_at: datetime | None
    trained_until: datetime | None
    packages: dict[str, str]
    importance: dict[str, float]


class VersionsTold(Told):
    """All versions of a model, in the order of deployment."""

    versions: list[VersionTold]


@router.post("/models/{model}/versions", status_code=201, summary="Deploy a version")
def post_version(model: ModelName, given: VersionGiven, ws: Open) -> VersionTold:
    """Record that a version answers from now on, or since `deployed_at`."""
    ws.store.catalog.models.get(model)
    facts = given.model_dump(exclude={"baseline"})
    baseline = None if given.baseline is None else stored_baseline(ws, model, given.baseline)
    return _told(ws.deploy(model, **facts, baseline=baseline))


@router.get("/models/{model}/versions", summary="List the versions of a model")
def list_versions(model: ModelName, ws: Open) -> VersionsTold:
    """List the versions of a model in all environments, in the order of deployment."""
    return VersionsTold(versions=[_told(deployed.version) for deployed in ws.versions(model)])


def _told(version: Version) -> VersionTold:
    return VersionTold.model_validate(version)
