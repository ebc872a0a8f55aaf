"""An Arrow stream at the door: every buffer is checked, bad rows are named."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

ARROW = "application/vnd.apache.arrow.stream"
WHEN = pa.array([datetime(2024, 3, 1, tzinfo=UTC)] * 3)


def rows(**more: Any) -> pa.Table:
    features = pa.array([{"temp": 1.5, "origin": "JFK"}] * 3)
    return pa.table({"id": ["a", "b", "c"], "timestamp": WHEN, "features": features, **more})


def stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def test_a_stream_is_kept_as_it_came(doors: Any) -> None:
    """Version, environment and name of the batch are in headers."""
    table = rows()
    headers = {"watchkeeper_version": "2", "watchkeeper_environment": "shadow"}
    reply = doors.post("predictions", table, watchkeeper_batch="b", **headers)
    assert reply.json() == {"accepted": 3, "rejected": [], "repeated": False}
    assert doors.post("predictions", table, watchkeeper_batch="b", **headers).json()["repeated"]
    (row,) = doors.kept()
    assert (row.form, row.version, row.environment, row.name) == ("arrow", "2", "shadow", "b")
    assert row.body == stream(table)


def test_labels_and_operations_come_as_streams_too(doors: Any) -> None:
    """With the fields of their records as columns."""
    labels = pa.table({"prediction_id": ["a"], "label": ["late"]})
    assert doors.post("labels", labels).json()["accepted"] == 1
    operations = pa.table({"kind": ["request"], "latency_ms": [3]})
    assert doors.post("operations", operations).json()["accepted"] == 1


def test_a_bad_row_is_named_and_the_rest_kept(doors: Any) -> None:
    """Of a wrong choice, a missing id, a label without a label."""
    told = doors.post("predictions", rows(status=["answered", "lost", None])).json()
    assert told["accepted"] == 2
    assert told["rejected"] == [
        {"index": 1, "field": "status", "reason": "must be one of answered, rejected, failed"}
    ]
    labels = pa.table({"prediction_id": ["a", None, "c"], "label": ["x", "y", None]})
    told = doors.post("labels", labels).json()
    assert [(r["index"], r["field"]) for r in told["rejected"]] == [
        (1, "prediction_id"),
        (2, "label"),
    ]
    kept = [pa.ipc.open_stream(row.body).read_all() for row in doors.kept()]
    assert [table.num_rows for table in kept] == [2, 1]


@pytest.mark.parametrize(
    ("table", "error"),
    [
        (rows().drop_columns(["features"]), "column 'features' is missing"),
        (rows(pediction=["a", "b", "c"]), "no column is called 'pediction'"),
        (rows().set_column(2, "features", pa.array([1, 2, 3])), "must be a struct"),
        (rows().set_column(1, "timestamp", pa.array([[1]] * 3)), "must hold times"),
        (
            rows().set_column(1, "timestamp", pa.array([datetime(2024, 1, 1)] * 3)),  # noqa: DTZ001
            "without a zone",
        ),
        (pa.concat_tables([rows()]).append_column("id", pa.array(["x"] * 3)), "there twice"),
    ],
)
def test_wrong_columns_are_refused(doors: Any, table: pa.Table, error: str) -> None:
    """The message names the column."""
    reply = doors.post("predictions", table)
    assert reply.status_code == 422
    assert error in reply.json()["error"]


def test_a_time_may_be_a_number_or_text(doors: Any) -> None:
    """Seconds of the epoch, ISO 8601 with a zone; what is neither is named."""
    for times, bad in (
        (pa.array([1.7e9, None, 1e300]), [2]),
        (pa.array(["2024-03-01T00:00:00Z", "2024-03-01", None]), [1]),
    ):
        told = doors.post("predictions", rows().set_column(1, "timestamp", times)).json()
        assert [r["index"] for r in told["rejected"]] == bad


def test_a_broken_stream_is_refused(doors: Any) -> None:
    """Every prefix, and bytes flipped at random: an answer, and never a crash."""
    whole = stream(rows())
    for length in range(1, len(whole) - 1, 97):
        assert doors.post("predictions", whole[:length], type=ARROW).status_code in (202, 422)
    rng = np.random.default_rng(1)
    for _ in range(60):
        broken = bytearray(whole)
        for place in rng.integers(0, len(whole), 4):
            broken[place] ^= int(rng.integers(1, 256))
        assert doors.post("predictions", bytes(broken), type=ARROW).status_code in (202, 422)
    assert doors.post("predictions", b"no arrow", type=ARROW).status_code == 422


def test_text_that_is_no_utf8_is_refused(doors: Any) -> None:
    """The format says it is; only a full check finds that it is not."""
    bad = pa.StringArray.from_buffers(
        1, pa.array([0, 2], pa.int32()).buffers()[1], pa.py_buffer(b"\xff\xfe")
    )
    table = pa.table({"prediction_id": bad, "label": ["x"]})
    assert doors.post("labels", table).status_code == 422
