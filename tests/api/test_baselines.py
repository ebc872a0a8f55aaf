"""Baselines over HTTP: from files, and from recorded rows."""

from __future__ import annotations

import io
from tempfile import gettempdir
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from watchkeeper.app.baseline import Baseline

BASELINES = "/api/v1/models/flights/baselines"
ROLES = {"prediction": "answer", "score": "p", "label": "y", "timestamp": "ts", "id": "id"}
ARROW = {"Content-Type": "application/vnd.apache.arrow.stream"}
PARQUET = {"Content-Type": "application/vnd.apache.parquet"}


def arrow(table: pa.Table) -> bytes:
    """Return *table* as an Arrow stream."""
    out = io.BytesIO()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


def parquet(table: pa.Table) -> bytes:
    """Return *table* as a Parquet file."""
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("headers", "written"), [(ARROW, arrow), (PARQUET, parquet)], ids=["arrow", "parquet"]
)
def test_a_reference_becomes_the_same_baseline_as_in_python(
    http: Any, reference: pa.Table, headers: dict[str, str], written: Any
) -> None:
    """Task and positive class are the model's; the id comes from the content."""
    reply = http("POST", BASELINES, content=written(reference), headers=headers, params=ROLES)

    assert reply.status_code == 201
    told = reply.json()
    fitted = Baseline.fit(reference, task="binary", positive="late", **ROLES)
    assert told["id"] == fitted.id
    assert (told["rows"], told["has_performance"]) == (3360, True)
    assert [column["name"] for column in told["columns"]] == [c.name for c in fitted.columns]
    assert http("GET", f"{BASELINES}/{told['id']}").json() == told


def test_a_version_can_be_deployed_with_it_at_once(http: Any, ws: Any, reference: pa.Table) -> None:
    """One request instead of two."""
    smaller = reference.slice(0, 1200)
    params = ROLES | {"version": "2", "ignore": "origin"}
    told = http("POST", BASELINES, content=arrow(smaller), headers=ARROW, params=params).json()

    assert ws.versions("flights")[-1].version.baseline_id == told["id"]
    listed = http("GET", BASELINES).json()["baselines"]
    assert listed[-1]["id"] == told["id"]
    assert listed[-1]["versions"] == ["2"]
    assert "origin" not in [column["name"] for column in told["columns"]]


def test_recorded_rows_become_a_baseline(http: Any, ws: Any) -> None:
    """The stretch is taken for the version that answers."""
    span = {"start": "2024-01-29T00:00:00Z", "end": "2024-01-31T00:00:00Z"}
    reply = http("POST", BASELINES, json=span)

    assert reply.status_code == 201
    assert reply.json()["rows"] == 240
    assert ws.versions("flights")[-1].version.baseline_id == reply.json()["id"]


@pytest.mark.parametrize(
    ("body", "headers", "params", "status", "says"),
    [
        (b"nothing", ARROW, {}, 422, "no readable Arrow stream"),
        (b"nothing", PARQUET, {}, 422, "cannot be read as Parquet"),
        (b"PAR1nothing", PARQUET, {}, 422, "cannot be read as Parquet"),
        (b"a,b", {"Content-Type": "text/csv"}, {}, 415, "text/csv"),
        (b"{", {"Content-Type": "application/json"}, {}, 422, "Invalid JSON"),
        (b"{}", {"Content-Type": "application/json"}, {}, 422, "body.start"),
        (b"", ARROW, {"score": "p", "colour": "x"}, 422, "colour"),
    ],
)
def test_a_bad_body_is_told(
    http: Any, body: bytes, headers: Any, params: Any, status: int, says: str
) -> None:
    """What it is, and nothing of where the server put it."""
    reply = http("POST", BASELINES, content=body, headers=headers, params=params)

    assert reply.status_code == status
    assert says in reply.json()["error"]
    assert gettempdir() not in reply.text


def test_an_empty_stretch_and_a_wrong_column_are_told(http: Any, reference: pa.Table) -> None:
    """They are errors of what was asked, with the nearest name."""
    empty = {"start": "2023-01-29T00:00:00Z", "end": "2023-01-31T00:00:00Z"}
    backwards = {"start": "2024-01-31T00:00:00Z", "end": "2024-01-29T00:00:00Z"}
    assert "has no rows" in http("POST", BASELINES, json=empty).json()["error"]
    assert "not before" in http("POST", BASELINES, json=backwards).json()["error"]
    params = ROLES | {"score": "pp"}
    reply = http("POST", BASELINES, content=arrow(reference), headers=ARROW, params=params)
    assert (reply.status_code, "'pp'" in reply.json()["error"]) == (422, True)


def test_a_damaged_arrow_stream_is_refused(http: Any) -> None:
    """Offsets that point outside their buffer are found before anything follows them."""
    offsets = pa.array([0, 900, 10], pa.int32()).buffers()[1]
    text = pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(b"0123456789")])
    table = pa.table({"x": text})
    reply = http("POST", BASELINES, content=arrow(table), headers=ARROW)

    assert reply.status_code == 422


def test_a_damaged_parquet_file_is_refused(http: Any, reference: pa.Table) -> None:
    """Its footer is good, its pages are not."""
    file = bytearray(parquet(reference))
    file[200:20_000] = bytes(19_800)
    reply = http("POST", BASELINES, content=bytes(file), headers=PARQUET, params=ROLES)

    assert reply.status_code == 422
    assert gettempdir() not in reply.text


def test_a_time_beyond_the_calendar_is_told(http: Any) -> None:
    """It fits its column, and no clock."""
    table = pa.table({"when": pa.array([2**62], pa.timestamp("s")), "x": [1.0]})
    for roles in ({"label": "when"}, {"timestamp": "when"}, {}):
        reply = http("POST", BASELINES, content=arrow(table), headers=ARROW, params=roles)
        assert reply.status_code in (201, 422)


def test_a_body_beyond_the_limit_is_not_read(http: Any) -> None:
    """413 from its announced length alone."""
    huge = {**ARROW, "Content-Length": str(2 * 1024**3)}

    assert http("POST", BASELINES, content=b"x", headers=huge).status_code == 413
