"""Realised metrics, and the same as a series for dashboards."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from watchkeeper.api.models import ModelName
from watchkeeper.api.span import From, To, overlaps
from watchkeeper.api.strict_route import StrictRoute
from watchkeeper.api.types import In, Moment, Number, Open, Told, names_in
from watchkeeper.model import Environment, MetricValue
from watchkeeper.monitors.performance import DEFAULT_METRICS

router = APIRouter(tags=["metrics"], route_class=StrictRoute)

Every = Literal["1h", "1d", "1w", "all"]


class MetricTold(Told):
    """One metric of one window and group; `reason` says why a value is null."""

    metric: str
    value: Number
    lower: Number
    upper: Number
    n: int = Field(description="Rows.")
    n_labelled: int = Field(description="Rows whose label has arrived.")
    reason: str
    bound: Number = Field(description="The largest error that binned scores can have caused.")
    window_start: datetime | None
    window_end: datetime | None
    by: dict[str, str] = Field(description="The group: column to value.")


class MetricsTold(Told):
    """Metrics in the order of group, window and metric."""

    metrics: list[MetricTold]
    notices: list[str] = Field(description="What the reader should know of the data.")
    timezone: str = Field(description="Whose days the windows are.")


class Point(Told):
    """A point of a series."""

    time: datetime
    value: Number
    lo: Number
    hi: Number
    n: int = Field(description="Rows whose label has arrived.")
    version: str


@router.get("/models/{model}/metrics", summary="Read realised metrics")
def list_metrics(
    model: ModelName,
    ws: Open,
    metrics: Annotated[
        str | None, Query(description="Names with commas.", examples=["roc_auc,f1"])
    ] = None,
    every: Annotated[Every, Query(description="One value for each; `all`: one in all.")] = "1d",
    by: Annotated[
        str | None, Query(description="Features whose values make groups, with commas.")
    ] = None,
    version: Annotated[str | None, Query(description="Left out: the one deployed last.")] = None,
    environment: In = Environment.PRODUCTION,
    start: From = None,
    end: To = None,
    known_at: Annotated[
        Moment | None, Query(description="With the labels that were known then.")
    ] = None,
) -> MetricsTold:
    """Return metrics from the labels that have arrived, each with its 95 % interval."""
    table = ws.metrics(
        model,
        names_in(metrics),
        every=None if every == "all" else every,
        by=names_in(by),
        version=version,
        environment=environment,
        known_at=known_at,
    )
    inside = [v for v in table if overlaps(v.window_start, v.window_end, start, end)]
    return MetricsTold(
        metrics=[_told(value) for value in inside],
        notices=list(table.notices),
        timezone=table.timezone,
    )


@router.get("/series", summary="Read a metric as a plain series (Grafana Infinity)")
def list_series(
    ws: Open,
    model: Annotated[str, Query(examples=["flights"])],
    metric: Annotated[str | None, Query(description="Left out: the task's main one.")] = None,
    every: Annotated[Literal["1h", "1d", "1w"], Query()] = "1d",
    version: Annotated[str | None, Query(description="Left out: every version.")] = None,
    environment: In = Environment.PRODUCTION,
    start: From = None,
    end: To = None,
) -> list[Point]:
    """Return one metric of one version, or of all, as a list that a dashboard can plot."""
    found = ws.store.catalog.models.get(model)
    name = metric or DEFAULT_METRICS[found.task][0]
    there = [d.version for d in ws.versions(model) if d.version.environment is environment]
    wanted = [v.version for v in there] if version is None else [version]
    points = [
        _point(value, one)
        for one in wanted
        for value in ws.metrics(model, name, every=every, version=one, environment=environment)
        if overlaps(value.window_start, value.window_end, start, end)
    ]
    return sorted((p for p in points if p is not None), key=lambda p: (p.time, p.version))


def _told(value: MetricValue) -> MetricTold:
    facts = {name: getattr(value, name) for name in MetricTold.model_fields}
    return MetricTold(**facts | {"by": dict(value.by)})


def _point(value: MetricValue, version: str) -> Point | None:
    if value.window_start is None:
        return None
    return Point(
        time=value.window_start,
        value=value.value,
        lo=value.lower,
        hi=value.upper,
        n=value.n_labelled,
        version=version,
    )
