"""Samples: which predictions were drawn for labelling, and how likely that was."""

from __future__ import annotations

from typing import Annotated

import pyarrow as pa
from fastapi import APIRouter
from pydantic import Field, StringConstraints

from watchkeeper.api.models import ModelName
from watchkeeper.api.strict_route import StrictRoute
from watchkeeper.api.types import Given, Moment, Name, Open, Told
from watchkeeper.store.lake.schemas import TIMESTAMP

router = APIRouter(tags=["samples"], route_class=StrictRoute)


class SampleGiven(Given):
    """One prediction that was drawn."""

    prediction_id: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    plan: Name = Field(description="What the way of drawing is called.", examples=["weekly"])
    inclusion_probability: float = Field(gt=0, le=1, description="How likely it was to be drawn.")
    drawn_at: Moment | None = Field(None, description="When; left out: now.")


class SamplesGiven(Given):
    """Predictions that were drawn, before any label is known."""

    records: list[SampleGiven] = Field(min_length=1, max_length=10_000)


class SamplesTold(Told):
    """What became of them."""

    accepted: int
    duplicates: int = Field(description="Known already; the first stays.")


@router.post("/models/{model}/samples", status_code=201, summary="Record a sample")
def post_samples(model: ModelName, given: SamplesGiven, ws: Open) -> SamplesTold:
    """Record which predictions were drawn; when this answers they are on the disk."""
    rows = [sample.model_dump() for sample in given.records]
    done = ws.log_samples(model, pa.Table.from_pylist(rows, schema=_SCHEMA))
    return SamplesTold(accepted=done.accepted, duplicates=done.duplicates)


_SCHEMA = pa.schema(
    [
        ("prediction_id", pa.string()),
        ("plan", pa.string()),
        ("inclusion_probability", pa.float64()),
        ("drawn_at", TIMESTAMP),
    ]
)
