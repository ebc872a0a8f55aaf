"""Baselines: what is taken as normal, from a reference or from recorded rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
from fastapi import APIRouter, Query, Request
from pydantic import Field, TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from watchkeeper.api.baseline_store import stored_baseline
from watchkeeper.api.body import body_in_file
from watchkeeper.api.models import ModelName
from watchkeeper.api.types import Given, In, Moment, Name, Open, Told, names_in
from watchkeeper.app.baseline import Baseline
from watchkeeper.app.deployable import require_deployable
from watchkeeper.app.workspace import Workspace
from watchkeeper.errors import ConfigError, DataError
from watchkeeper.model import Environment, Model
from watchkeeper.wire.doors import ARROW

router = APIRouter(tags=["baselines"])

PARQUET = "application/vnd.apache.parquet"
MOST_BYTES = 1024**3
_MOST_JSON_BYTES = 64 * 1024


class RecordedGiven(Given):
    """A stretch of recorded rows that is taken as normal for a version."""

    start: Moment
    end: Moment
    version: Name | None = Field(None, description="Left out: the one deployed last.")
    environment: In = Environment.PRODUCTION


class RolesGiven(Given):
    """Which column of the reference plays which part."""

    prediction: str | None = Field(None, description="Column of the model's answers.")
    score: str | None = Field(
        None,
        description="Column of the score; of a multiclass model `cat=p_cat,dog=p_dog`.",
    )
    label: str | None = Field(None, description="Column of the truth.")
    timestamp: str | None = Field(None, description="Column of times.")
    id: str | None = Field(None, description="Column of row ids.")
    features: str | None = Field(None, description="Columns to watch, with commas.")
    ignore: str | None = Field(None, description="Columns to leave out, with commas.")
    categorical: str | None = Field(None, description="Number columns that are codes.")
    tz: str | None = Field(None, description="Zone of times without one; left out: UTC.")
    version: Name | None = Field(None, description="Deploy this version with it.")
    environment: In = Environment.PRODUCTION


class ColumnTold(Told):
    """A watched column."""

    name: str
    role: str
    kind: str


class BaselineTold(Told):
    """What a baseline was made of."""

    id: str
    rows: int
    duplicates: int = Field(description="Rows that occurred before.")
    start: datetime | None = Field(description="The first time; null without a timestamp.")
    end: datetime | None
    columns: list[ColumnTold] = Field(description="Columns that are watched for drift.")
    left_out: dict[str, str] = Field(description="Column to why it is not watched.")
    classes: list[str]
    has_performance: bool = Field(description="Whether the reference had labels.")
    notices: list[str] = Field(description="What the reader should know of the reference.")


class BaselineListed(Told):
    """A baseline in the list."""

    id: str
    created_at: datetime
    versions: list[str] = Field(description="The versions that are judged against it.")


class BaselinesTold(Told):
    """All baselines of a model, oldest first."""

    baselines: list[BaselineListed]


_RECORDED = TypeAdapter(RecordedGiven)
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_BODY = {
    "required": True,
    "description": "The reference, or (as JSON) the stretch of recorded rows to take.",
    "content": {
        "application/json": {"schema": RecordedGiven.model_json_schema()},
        ARROW: _BINARY,
        PARQUET: _BINARY,
    },
}


@router.post(
    "/models/{model}/baselines",
    status_code=201,
    summary="Learn what is normal",
    openapi_extra={"requestBody": _BODY},
)
async def post_baseline(
    model: ModelName, request: Request, roles: Annotated[RolesGiven, Query()], ws: Open
) -> BaselineTold:
    """Fit a baseline from a reference (an Arrow stream or a Parquet file), or recorded rows.

    The task and the positive class are the model's. With `version` that version is deployed
    with it at once; a stretch of recorded rows always becomes its version's baseline.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        async with body_in_file(request, most_bytes=_MOST_JSON_BYTES) as path:
            baseline = await run_in_threadpool(_from_recorded, ws, model, path)
    elif kind in (ARROW, PARQUET):
        async with body_in_file(request, most_bytes=MOST_BYTES) as path:
            baseline = await run_in_threadpool(_from_reference, ws, model, path, kind, roles)
    else:
        raise HTTPException(
            415, f"the body is {kind!r}; taken are {ARROW}, {PARQUET} and application/json"
        )
    return _told(baseline)


@router.get("/models/{model}/baselines", summary="List the baselines of a model")
def list_baselines(model: ModelName, ws: Open) -> BaselinesTold:
    """List the baselines of a model, oldest first, with the versions they belong to."""
    versions = [deployed.version for deployed in ws.versions(model)]
    return BaselinesTold(
        baselines=[
            BaselineListed(
                id=found,
                created_at=created_at,
                versions=[v.version for v in versions if v.baseline_id == found],
            )
            for found, created_at in ws.store.catalog.models.baselines(model)
        ]
    )


@router.get("/models/{model}/baselines/{baseline}", summary="Read what a baseline is made of")
def get_baseline(model: ModelName, baseline: str, ws: Open) -> BaselineTold:
    """Return the rows, columns and remarks of a baseline."""
    return _told(stored_baseline(ws, model, baseline))


def _from_recorded(ws: Workspace, model: str, path: Path) -> Baseline:
    ws.store.catalog.models.get(model)
    try:
        given = _RECORDED.validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"body.{where}: {first['msg']}") from error
    if given.start >= given.end:
        raise ConfigError("start is not before end")
    return ws.set_baseline(
        model, given.start, given.end, version=given.version, environment=given.environment
    )


def _from_reference(
    ws: Workspace, model: str, path: Path, kind: str, roles: RolesGiven
) -> Baseline:
    found = ws.store.catalog.models.get(model)
    try:
        baseline = _fit(found, _arrow_table(path) if kind == ARROW else path, roles)
    except DataError as error:
        # Where the server put it is nobody's business.
        told = error.message.replace(repr(str(path)), "the body")
        raise DataError(told, hint=error.hint) from error
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        # Pages that are damaged, times beyond any calendar: found where they are read.
        raise DataError(
            f"the reference cannot be read: {type(error).__name__}",
            hint="is the file whole? are its times within the calendar?",
        ) from error
    require_deployable(found, baseline)
    ws.store.save_baseline(model, baseline.id, baseline.to_bytes())
    if roles.version is not None:
        ws.deploy(model, version=roles.version, baseline=baseline, environment=roles.environment)
    return baseline


def _arrow_table(path: Path) -> pa.Table:
    try:
        with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as reader:
            table = reader.read_all()
        # Offsets that point outside their buffer would be read as they are.
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DataError(f"the body is no readable Arrow stream: {error}") from error
    return table


def _fit(model: Model, reference: pa.Table | Path, roles: RolesGiven) -> Baseline:
    return Baseline.fit(
        reference,
        task=model.task,
        positive=model.positive,
        prediction=roles.prediction,
        score=_score(roles.score, model.task == "multiclass"),
        label=roles.label,
        timestamp=roles.timestamp,
        id=roles.id,
        features=names_in(roles.features),
        ignore=names_in(roles.ignore) or (),
        categorical=names_in(roles.categorical) or (),
        tz=roles.tz,
    )


def _score(text: str | None, many: bool) -> str | Mapping[str, str] | None:
    if text is None or not many:
        return text
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(name and equals and column for name, equals, column in pairs):
        raise ConfigError(
            f"score={text!r} does not name a column for each class",
            hint="write score=cat=p_cat,dog=p_dog",
        )
    return {name.strip(): column.strip() for name, _, column in pairs}


def _told(baseline: Baseline) -> BaselineTold:
    facts: dict[str, Any] = {
        name: getattr(baseline, name)
        for name in ("id", "rows", "duplicates", "start", "end", "left_out", "classes", "notices")
    }
    return BaselineTold(
        **facts,
        columns=[ColumnTold(name=c.name, role=c.role, kind=c.kind) for c in baseline.columns],
        has_performance=baseline.performance is not None,
    )
