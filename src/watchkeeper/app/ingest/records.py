"""What a request holds, record by record: the types of the JSON on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

Infinite = Literal["Infinity", "-Infinity"]
Number = float | Infinite | None
Scalar = int | float | str | bool | None
# Seconds from the year 1 to 9999: milliseconds of today lie beyond.
Epoch = Annotated[float, Meta(ge=-62_135_596_800, le=253_402_300_799)]
Time = Annotated[datetime, Meta(tz=True)] | Epoch | None
Id = Annotated[str, Meta(min_length=1, max_length=1_000)]
Name = Annotated[str, Meta(max_length=1_000)] | None


class Prediction(Struct, frozen=True):
    """One answer."""

    features: dict[str, Scalar]
    id: Id | None = None
    timestamp: Time = None
    prediction: Scalar = None
    score: Number = None
    scores: dict[str, Number] | None = None
    status: Literal["answered", "rejected", "failed"] | None = None
    latency_ms: Number = None
    entity_id: Name = None
    group_id: Name = None
    parents: list[str] | None = None
    request_id: Name = None


class Label(Struct, frozen=True):
    """What was true of one prediction."""

    prediction_id: Id
    label: Scalar | UnsetType = UNSET
    observed_at: Time = None
    prediction_time: Time = None
    source: Literal["natural", "manual", "weak", "feedback", "judge"] | None = None
    annotator: Name = None
    verdict: Literal["label", "cannot_say", "skip"] | None = None

    def __post_init__(self) -> None:
        if self.label in (UNSET, None) and self.verdict in (None, "label"):
            raise ValueError("`label` is missing: only cannot_say and skip go without one")


class Operation(Struct, frozen=True):
    """What one request, an interval of them, or a job took."""

    kind: Literal["request", "interval", "training", "pipeline"]
    timestamp: Time = None
    name: Name = None
    latency_ms: Number = None
    status: Literal["ok", "error"] | None = None
    error: str | None = None
    cpu_s: Number = None
    memory_mb: Number = None
    gpu_share: Number = None


class Client(Struct, frozen=True):
    """What the sending process says about itself; ``dropped`` counts since its start."""

    id: Id
    dropped: Annotated[int, Meta(ge=0, le=2**62)] = 0
    packages: dict[str, str] = {}


class Envelope(Struct, frozen=True, kw_only=True):
    """What a request says beside its records."""

    version: Annotated[str, Meta(min_length=1, max_length=1_000)] | None = None
    environment: str = "production"
    batch_id: Id | None = None
    client: Client | None = None


class Predictions(Envelope, frozen=True, kw_only=True):
    """A request of answers."""

    records: list[Prediction]


class Labels(Envelope, frozen=True, kw_only=True):
    """A request of labels."""

    records: list[Label]


class Operations(Envelope, frozen=True, kw_only=True):
    """A request of operation records."""

    records: list[Operation]


class Unread(Envelope, frozen=True, kw_only=True):
    """Any request, its records still as they were written."""

    records: list[msgspec.Raw]


REQUESTS: dict[str, type[Predictions | Labels | Operations]] = {
    "predictions": Predictions,
    "labels": Labels,
    "operations": Operations,
}
RECORDS: dict[str, type[Prediction | Label | Operation]] = {
    "predictions": Prediction,
    "labels": Label,
    "operations": Operation,
}
