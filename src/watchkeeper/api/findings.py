"""Findings: what the monitors said of each window."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from watchkeeper.api.models import ModelName
from watchkeeper.api.span import From, To, overlaps
from watchkeeper.api.strict_route import StrictRoute
from watchkeeper.api.types import Moment, Number, Open, Told
from watchkeeper.model import Finding, Level
from watchkeeper.model.finding import SubjectKind

router = APIRouter(tags=["findings"], route_class=StrictRoute)


class MeasureTold(Told):
    """A number shown beside a finding; it alarms nobody by itself."""

    name: str
    value: Number
    lower: Number
    upper: Number
    unit: str
    note: str


class FindingTold(Told):
    """The answer of one monitor about one subject in one window, with its reason."""

    monitor: str
    subject: str
    subject_kind: SubjectKind
    level: Level
    reason: str
    measure: str | None
    value: Number
    lower: Number
    upper: Number
    expected: Number
    limit: Number
    p_value: Number
    n_reference: int
    n_current: int
    source: str | None
    measures: list[MeasureTold]
    window_start: datetime | None
    window_end: datetime | None
    model: str | None
    version: str | None
    environment: str | None
    segment: str | None
    known_at: datetime | None
    limit_set_by: str
    alarms: list[str] = Field(description="The series of the subject that are beyond their limit.")
    new_level: bool = Field(description="Its level is accepted as the new normal from here on.")


class FindingsTold(Told):
    """A page of findings, in order of time."""

    findings: list[FindingTold]
    total: int = Field(description="How many there are on all pages.")
    next_offset: int | None = Field(description="Where the next page begins; null on the last.")


@router.get("/models/{model}/findings", summary="Read findings")
def list_findings(
    model: ModelName,
    ws: Open,
    level: Annotated[
        Literal["ok", "unknown", "warning", "critical"] | None,
        Query(description="This level and worse (`unknown` only itself)."),
    ] = None,
    monitor: Annotated[str | None, Query(examples=["drift"])] = None,
    subject: Annotated[str | None, Query(description="A column or a metric.")] = None,
    start: From = None,
    end: To = None,
    known_at: Annotated[
        Moment | None, Query(description="As reported then; left out: as known now.")
    ] = None,
    offset: Annotated[int, Query(ge=0, le=10**9, description="Leave out so many.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000, description="At most so many.")] = 100,
) -> FindingsTold:
    """Return findings in order of time; one without a window says why nothing can be judged."""
    found = [
        finding
        for finding in ws.findings(
            model, level=level, monitor=monitor, subject=subject, known_at=known_at
        )
        if overlaps(finding.window_start, finding.window_end, start, end)
    ]
    after = offset + limit
    return FindingsTold(
        findings=[finding_told(finding) for finding in found[offset:after]],
        total=len(found),
        next_offset=after if after < len(found) else None,
    )


def finding_told(finding: Finding) -> FindingTold:
    """Return *finding* as it is told over HTTP."""
    return FindingTold.model_validate(finding)
