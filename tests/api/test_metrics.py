"""Realised metrics over HTTP are those of the workspace."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

METRICS = "/api/v1/models/flights/metrics"
NOON = datetime(2024, 1, 31, 12, tzinfo=UTC)


def told(table: Any) -> list[dict[str, Any]]:
    """Return what a table of metrics should be over HTTP."""
    values = table.to_dicts()
    for value in values:
        for name in ("window_start", "window_end"):
            if value[name] is not None:
                value[name] = value[name].replace("+00:00", "Z")
    return values


@pytest.mark.parametrize(
    ("params", "arguments"),
    [
        ({}, {}),
        ({"metrics": "roc_auc,f1", "every": "1d"}, {"metrics": ["roc_auc", "f1"]}),
        ({"metrics": "roc_auc", "every": "all"}, {"metrics": ["roc_auc"], "every": None}),
        ({"by": "origin", "version": "1"}, {"by": ["origin"], "version": "1"}),
        ({"known_at": "2024-01-31T12:00:00Z"}, {"known_at": NOON}),
    ],
    ids=["usual", "named", "in one", "by group", "as known then"],
)
def test_they_are_the_workspaces(http: Any, ws: Any, params: Any, arguments: Any) -> None:
    """The same values, intervals, counts and remarks."""
    reply = http("GET", METRICS, params=params)
    table = ws.metrics("flights", **arguments)

    assert reply.status_code == 200
    assert reply.json()["metrics"] == told(table)
    assert reply.json()["notices"] == list(table.notices)
    assert len(table) > 0


def test_a_stretch_leaves_out_windows_outside(http: Any) -> None:
    """A window that lies in it in part is in it."""
    params = {
        "metrics": "roc_auc",
        "from": "2024-01-30T00:00:00Z",
        "to": "2024-01-30T12:00:00Z",
    }
    found = http("GET", METRICS, params=params).json()["metrics"]

    assert [value["window_start"] for value in found] == ["2024-01-30T00:00:00Z"]


@pytest.mark.parametrize(
    ("params", "status", "says"),
    [
        ({"metrics": "roc_acu"}, 422, "roc_acu"),
        ({"every": "3d"}, 422, "query.every"),
        ({"by": "colour"}, 422, "colour"),
        ({"version": "7"}, 404, "no version '7'"),
        ({"environment": "moon"}, 422, "query.environment"),
        ({"from": "yesterday"}, 422, "query.from"),
    ],
)
def test_a_wrong_argument_is_told(http: Any, params: Any, status: int, says: str) -> None:
    """It names the value, and never breaks the server."""
    reply = http("GET", METRICS, params=params)

    assert reply.status_code == status
    assert says in reply.json()["error"]


def test_a_model_without_rows_or_version_says_so(http: Any) -> None:
    """Nothing is deployed of it."""
    assert http("GET", "/api/v1/models/other/metrics").status_code == 422


def test_a_series_is_plain_points(http: Any, ws: Any) -> None:
    """Every version of the environment, in order of time, ready for a dashboard."""
    points = http("GET", "/api/v1/series", params={"model": "flights"}).json()
    values = list(ws.metrics("flights", "roc_auc"))

    assert [set(point) for point in points] == [{"time", "value", "lo", "hi", "n", "version"}] * 3
    assert [point["value"] for point in points] == [value.value for value in values]
    assert [point["lo"] for point in points] == [value.lower for value in values]
    assert [point["n"] for point in points] == [value.n_labelled for value in values]
    assert points[0]["time"] == "2024-01-29T00:00:00Z"
    assert http("GET", "/api/v1/series", params={"model": "other"}).json() == []
