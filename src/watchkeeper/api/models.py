"""Models: what is under watch, and its card."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field

from watchkeeper.api.strict_route import StrictRoute
from watchkeeper.api.types import Given, Name, Open, Text, Told
from watchkeeper.app.workspace import Workspace
from watchkeeper.errors import Conflict, NotFound
from watchkeeper.model import Model, Task
from watchkeeper.profile.canonical import canonical_text

router = APIRouter(tags=["models"], route_class=StrictRoute)

ModelName = Annotated[Name, Path(description="The model's name.", examples=["flights"])]
ClassName = str | float | bool
_DAY = timedelta(days=1)


class ModelGiven(Given):
    """The facts of a model; what is left out has its default."""

    task: Task = Field(description="What kind of answer it gives.", examples=["binary"])
    owner: Text = Field("", description="Who hears of findings.", examples=["ops@example.org"])
    tier: Text = Field("", description="How much it matters, in your words.")
    positive: ClassName | None = Field(
        None, description="The positive class of a binary model.", examples=["late"]
    )
    classes: list[ClassName] = Field([], max_length=1_000, description="All classes, if known.")
    sources: dict[str, Text] = Field({}, description="Column to the data source that owns it.")
    source_owners: dict[str, Text] = Field({}, description="Data source to who answers for it.")
    consumers: list[Text] = Field([], description="Who uses its answers.")
    runbook: Text = Field("", description="What to do when something is found.")
    intended_use: Text = Field("", description="What it is for, and what it is not for.")
    timezone: str | None = Field(
        None, description="Whose days its windows are; left out: the workspace's."
    )
    label_horizon_days: float = Field(
        90.0, ge=0.01, le=36_500, description="How far back a label's prediction is looked for."
    )


class ModelTold(Told):
    """A model and the facts about it: its card."""

    name: str
    task: Task
    owner: str
    tier: str
    positive: str | None
    classes: list[str]
    sources: dict[str, str]
    source_owners: dict[str, str]
    consumers: list[str]
    runbook: str
    intended_use: str
    timezone: str
    label_horizon_days: float
    registered_at: datetime | None


class ModelsTold(Told):
    """All models, by name."""

    models: list[ModelTold]


class CardTold(ModelTold):
    """A model, with what of it is recorded."""

    rows: int = Field(description="How many predictions are recorded.")
    live: dict[str, str] = Field(description="Environment to the version that answers there.")


@router.put("/models/{model}", summary="Register a model, or replace the facts about it")
def put_model(model: ModelName, given: ModelGiven, response: Response, ws: Open) -> ModelTold:
    """Put a model under watch (201), or replace what is known of it (200).

    The task and the positive class of a model that has versions stay: they are what its
    baselines were fitted for.
    """
    known = _known(ws, model)
    if known is None:
        response.status_code = 201
    elif ws.versions(model):
        _refuse_another_kind(known, given)
    facts = given.model_dump(exclude={"label_horizon_days"})
    horizon = given.label_horizon_days * _DAY
    return _told(ws.register(model, **facts, label_horizon=horizon))


@router.get("/models", summary="List the models")
def list_models(ws: Open) -> ModelsTold:
    """List every model under watch, by name."""
    return ModelsTold(models=[_told(model) for model in ws.models()])


@router.get("/models/{model}", summary="Read a model and its card")
def get_model(model: ModelName, ws: Open) -> CardTold:
    """Return the facts about a model, how many rows it has, and what answers now."""
    found = ws.store.catalog.models.get(model)
    live = {str(d.version.environment): d.version.version for d in ws.versions(model)}
    return CardTold(**_told(found).model_dump(), rows=ws.rows(model), live=live)


def _known(ws: Workspace, name: str) -> Model | None:
    try:
        return ws.store.catalog.models.get(name)
    except NotFound:
        return None


def _refuse_another_kind(known: Model, given: ModelGiven) -> None:
    positive = None if given.positive is None else canonical_text(given.positive)
    for what, old, new in (
        ("task", known.task, given.task),
        ("positive", known.positive, positive),
    ):
        if old != new:
            raise Conflict(
                f"{known.name!r} is registered with {what}={old!r} and has versions, "
                f"it cannot become {new!r}",
                hint="register another model",
            )


def _told(model: Model) -> ModelTold:
    facts = {name: getattr(model, name) for name in ModelTold.model_fields if hasattr(model, name)}
    return ModelTold(**facts, label_horizon_days=model.label_horizon / _DAY)
