"""From the inbox to the lake: each record once, each value in its place."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from watchkeeper.app.schema_history import schema_history
from watchkeeper.store import read_labels
from watchkeeper.store.declare import declare_features
from watchkeeper.store.inbox import Batches, inbox_state
from watchkeeper.store.lake.schemas import PREDICTIONS
from watchkeeper.store.operations import read_operations
from watchkeeper.store.predictions import write_predictions

WHEN = "2024-03-09T12:00:00Z"


def answer(id: str, **more: Any) -> dict[str, Any]:
    features = {"temp": 50.5, "count": 3, "rain": True, "origin": "JFK"}
    return {"id": id, "timestamp": WHEN, "features": features, "score": 0.7, **more}


def test_an_answer_is_in_the_lake(desk: Any) -> None:
    """With everything that was said of it; the inbox is empty."""
    more = {"latency_ms": 3, "entity_id": "e", "group_id": "g", "parents": ["p"]}
    record = answer("a", prediction="late", request_id="r", status="failed", **more)
    client = json.dumps({"id": "host/1", "dropped": 3, "packages": {"numpy": "2.1"}})
    desk.put("predictions", record, client=client)
    assert desk.write().written == {("m", "predictions"): 1}
    (row,) = desk.rows()
    expected = more | {"prediction_id": "a", "version": "1", "environment": "production"}
    expected |= {"prediction": "late", "score": 0.7, "status": "failed", "client": "host/1"}
    expected |= {"features": {"temp": 50.5, "count": 3.0, "rain": "true", "origin": "JFK"}}
    expected |= {"request_id": "r", "rescued": None}
    expected |= {"timestamp": datetime(2024, 3, 9, 12, tzinfo=UTC)}
    assert {name: row[name] for name in expected} == expected
    assert inbox_state(desk.ws.path).requests == 0
    (known,) = desk.ws.store.catalog.clients.of("m")
    assert (known.id, known.dropped, known.packages) == ("host/1", 3, {"numpy": "2.1"})


def test_arrow_and_json_of_one_batch_are_one_commit(desk: Any) -> None:
    """Features in another order, of other widths, or absent: the columns are the model's."""
    desk.put("predictions", [answer("a"), answer("b")])
    features = pa.array(
        [{"origin": "LGA", "count": 4}], pa.struct({"origin": pa.string(), "count": pa.int32()})
    )
    scores = pa.array([0.25], pa.float32())
    times = pa.array([1709985600], pa.int64())
    table = pa.table({"id": [7], "timestamp": times, "features": features, "score": scores})
    desk.put("predictions", table)
    assert desk.write().written == {("m", "predictions"): 3}
    seven = desk.rows()[0]
    assert seven["prediction_id"] == "7"
    assert seven["timestamp"] == datetime(2024, 3, 9, 12, tzinfo=UTC)
    assert seven["features"] == {"temp": None, "count": 4.0, "rain": None, "origin": "LGA"}
    assert seven["score"] == 0.25
    table = desk.ws.store.table("m", PREDICTIONS)
    assert table.snapshot().version <= 2


def test_one_before_one_and_a_half(desk: Any) -> None:
    """JSON numbers are doubles, whatever the first one looks like; also of an unknown feature."""
    values: list[Any] = [1, 1.5, 2**40, 2**53 + 1, "high", True]
    desk.put(
        "predictions",
        [answer(f"{i}", features={"temp": v, "new": v}) for i, v in enumerate(values)],
    )
    desk.write()
    rows = desk.rows()
    for name in ("temp", "new"):
        kept = [row["features"][name] for row in rows]
        assert kept == [1.0, 1.5, 2.0**40, None, None, None]
    rescued = [json.loads(row["rescued"] or "{}").get("features") for row in rows]
    assert rescued == [None] * 3 + [{"temp": v, "new": v} for v in values[3:]]


def test_what_does_not_fit_a_declared_integer_is_rescued(desk: Any) -> None:
    """2**40 fits 64 bits; one and a half does not, nor does what fits no column of its own."""
    declare_features(desk.ws.store, "m", pa.schema([("whole", pa.int32())]))
    values = [2**40, 1.5, 2.0, 2**70]
    desk.put("predictions", [answer(f"{i}", features={"whole": v}) for i, v in enumerate(values)])
    table = pa.table({"id": ["9"], "features": pa.array([{"whole": 2.5}])})
    desk.put("predictions", table)
    desk.write()
    rows = desk.rows()
    assert [row["features"]["whole"] for row in rows] == [2**40, None, 2, None, None]
    assert [row["rescued"] is None for row in rows] == [True, False, True, False, False]
    assert json.loads(rows[3]["rescued"]) == {"features": {"whole": 2**70}}
    assert json.loads(rows[4]["rescued"]) == {"features": {"whole": 2.5}}


def test_infinities_are_rescued(desk: Any) -> None:
    """Of a feature, of a score, of a regression's answer."""
    desk.put("predictions", answer("a", features={"temp": "Infinity"}) | {"score": "-Infinity"})
    desk.put("predictions", answer("a", prediction="Infinity"), model="free")
    desk.write()
    (row,) = desk.rows()
    assert json.loads(row["rescued"]) == {"score": "-Infinity", "features": {"temp": "Infinity"}}
    (row,) = desk.rows(model="free")
    assert (row["prediction"], json.loads(row["rescued"])["prediction"]) == (None, "Infinity")


def test_what_is_not_said_is_filled_in_the_same_way_every_time(desk: Any) -> None:
    """Ids follow from the name of the request, the time is that of receipt."""
    for name in ("n", "n", "other"):
        desk.put("predictions", [{"features": {}}, {"features": {}}], name=name)
    desk.put("predictions", pa.table({"features": pa.array([{"temp": 1.0}])}), name="n")
    desk.write()
    rows = desk.rows()
    assert len(rows) == 4
    assert {row["timestamp"] for row in rows} == {datetime(2024, 3, 10, tzinfo=UTC)}
    assert desk.ws.store.catalog.counters.total("m", "duplicates") == 3


def test_a_feature_that_appears_and_one_that_vanishes(desk: Any) -> None:
    """The new one is kept and noted; the one that is gone is null, and noted when surely gone."""
    desk.put("predictions", [answer(f"a{i}") for i in range(200)])
    desk.write()
    deployed = desk.ws.versions("m")[0]
    before = schema_history(desk.ws.store, "m", deployed)
    assert [name for name, _ in before[-1][1]] == ["temp", "count", "rain", "origin", "p"]
    desk.ws.store.clock.advance(datetime(2024, 3, 11, tzinfo=UTC))
    later = "2024-03-10T12:00:00Z"
    few = [{"id": "few", "timestamp": later, "features": {"wind": 1.0}}]
    desk.put("predictions", few)
    desk.write()
    seen = dict(schema_history(desk.ws.store, "m", deployed)[-1][1])
    assert seen["wind"] == "double"
    assert "temp" in seen
    many = [answer(f"b{i}", timestamp="2024-03-10T13:00:00Z") for i in range(200)]
    for record in many:
        del record["features"]["temp"]
    desk.put("predictions", many)
    desk.write()
    seen = dict(schema_history(desk.ws.store, "m", deployed)[-1][1])
    assert "temp" not in seen
    features = {row["prediction_id"]: row["features"] for row in desk.rows()}
    assert features["few"]["wind"] == 1.0
    assert features["b0"]["temp"] is None


def test_a_name_too_many_is_rescued(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who writes values into names cannot widen the table without end."""
    monkeypatch.setattr("watchkeeper.app.ingest.arrived.MAX_FEATURES", 5)
    records = [{"id": f"{i}", "features": {f"f{i}": i}} for i in range(8)]
    desk.put("predictions", records, model="free")
    desk.write()
    rows = desk.rows(model="free")
    assert sum(row["rescued"] is not None for row in rows) == 3
    assert len(rows[0]["features"]) == 5


def test_a_label_of_an_unknown_prediction_waits_for_it(desk: Any) -> None:
    """Kept without a day, and joined when the prediction comes."""
    desk.put(
        "labels", [{"prediction_id": "a", "label": "late"}, {"prediction_id": "b", "label": 1}]
    )
    desk.write()
    assert read_labels(desk.ws.store, "m")["label"].to_pylist() == ["late", "1"]
    assert desk.ws.store.catalog.counters.total("m", "labels_without_prediction") == 2
    desk.put("predictions", answer("a"))
    desk.write()
    labelled = {r["prediction_id"]: r["label"] for r in desk.ws.labelled("m").to_pylist()}
    assert labelled == {"a": "late"}


def test_labels_keep_what_was_said_of_them(desk: Any) -> None:
    """By JSON and by Arrow; what was not said is filled in."""
    said = {"source": "manual", "annotator": "ann", "verdict": "label"}
    times = {"observed_at": WHEN, "prediction_time": "2024-03-09T11:00:00Z"}
    desk.put("labels", {"prediction_id": "a", "label": "late", **said, **times})
    desk.put("labels", pa.table({"prediction_id": [2], "label": [True], "source": ["weak"]}))
    desk.put("labels", pa.table({"prediction_id": ["c"], "verdict": ["skip"]}))
    desk.put("labels", {"prediction_id": "d", "label": "x"}, model="free")
    assert desk.write().written == {("m", "labels"): 3, ("free", "labels"): 1}
    first, second, third = read_labels(desk.ws.store, "m").to_pylist()
    assert {name: first[name] for name in said} == said
    assert first["observed_at"] == datetime(2024, 3, 9, 12, tzinfo=UTC)
    assert (second["prediction_id"], second["label"], second["source"]) == ("2", "true", "weak")
    assert second["observed_at"] == datetime(2024, 3, 10, tzinfo=UTC)
    assert (third["label"], third["verdict"]) == (None, "skip")
    (odd,) = read_labels(desk.ws.store, "free").to_pylist()
    assert (odd["label"], json.loads(odd["rescued"])) == (None, {"label": "x"})


def test_operations_are_kept(desk: Any) -> None:
    """By JSON and by Arrow; the time left out is that of receipt."""
    desk.put("operations", {"kind": "request", "latency_ms": 3, "status": "error", "error": "E"})
    desk.put("operations", pa.table({"kind": ["interval"], "cpu_s": [2], "timestamp": [1.7e9]}))
    assert desk.write().written == {("m", "operations"): 2}
    interval, request = read_operations(desk.ws.store, "m").to_pylist()
    assert (request["latency_ms"], request["status"], request["error"]) == (3.0, "error", "E")
    assert (interval["cpu_s"], interval["status"]) == (2.0, "ok")
    assert request["timestamp"] == datetime(2024, 3, 10, tzinfo=UTC)


def test_a_clock_that_is_ahead_is_counted(desk: Any) -> None:
    """The row is kept, under its own time."""
    ahead = (datetime(2024, 3, 10, tzinfo=UTC) + timedelta(days=2)).isoformat()
    desk.put("predictions", [answer("a", timestamp=ahead), answer("b")])
    desk.write()
    assert len(desk.rows()) == 2
    assert desk.ws.store.catalog.counters.total("m", "timestamps_ahead") == 1


def test_a_time_beyond_all_calendars_is_rescued(desk: Any) -> None:
    """It has a zone that leads before the year 1."""
    desk.put("predictions", answer("a", timestamp="0001-01-01T00:00:00+12:00"))
    desk.write()
    (row,) = desk.rows()
    assert row["timestamp"] is None
    assert "timestamp" in json.loads(row["rescued"])


def test_a_poisoned_request_stops_nobody(desk: Any) -> None:
    """It is found among the others of its batch, set aside with its reason, and counted."""
    desk.put("predictions", answer("a"))
    desk.put("predictions", b'{"records": 7}')
    desk.put("predictions", answer("b"))
    desk.put("labels", {"prediction_id": "a", "label": "late"})
    first = desk.write()
    assert first.written == {("m", "labels"): 1}
    second = desk.write()
    assert (second.written, second.set_aside) == ({("m", "predictions"): 2}, 1)
    state = inbox_state(desk.ws.path)
    assert state.requests == 0
    assert [(a.kind, a.reason) for a in state.set_aside] == [("predictions", "ValidationError")]
    assert [row["prediction_id"] for row in desk.rows()] == ["a", "b"]
    assert not desk.write().did_something


def test_a_stream_that_cannot_be_written_now_waits_in_its_order(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others go on; when it can be written, the earlier batch comes first."""

    def full(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("watchkeeper.app.ingest.write_truths.write_labels", full)
        for label in ("late", "on_time"):
            desk.put("labels", {"prediction_id": "a", "label": label})
            desk.put("predictions", answer(label))
            done = desk.write()
            assert done.written == {("m", "predictions"): 1}
            assert done.waiting == {("m", "labels"): "OSError: No space left on device"}
    said = inbox_state(desk.ws.path).said
    assert said["writer"].error == "m/labels: OSError: No space left on device"
    assert desk.write().written == {("m", "labels"): 2}
    assert read_labels(desk.ws.store, "m")["label"].to_pylist() == ["late", "on_time"]


@pytest.mark.parametrize("kind", ["predictions", "labels", "operations"])
def test_a_crash_between_the_lake_and_the_inbox_doubles_nothing(
    desk: Any, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The batch is found again under its number, and the lake has that number already."""
    record = {
        "predictions": answer("a"),
        "labels": {"prediction_id": "a", "label": "late"},
        "operations": {"kind": "request"},
    }[kind]
    desk.put(kind, record)

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Batches, "clear", killed)
        with pytest.raises(KeyboardInterrupt):
            desk.write()
    assert inbox_state(desk.ws.path).requests == 1
    if kind == "labels":
        # Its prediction came meanwhile, and gives it a day: by its columns it is another record.
        write_predictions(desk.ws.store, "m", _one_row())
    desk.write()
    assert inbox_state(desk.ws.path).requests == 0
    counts = {
        "predictions": len(desk.rows()),
        "labels": read_labels(desk.ws.store, "m").num_rows,
        "operations": read_operations(desk.ws.store, "m").num_rows,
    }
    assert counts[kind] == 1


def test_a_commit_whose_content_was_lost_is_made_again(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut the log can name a commit without content; the inbox has its rows."""
    desk.put("predictions", answer("a"))
    with monkeypatch.context() as patched:
        patched.setattr(Batches, "clear", _raise)
        with pytest.raises(KeyboardInterrupt):
            desk.write()
    log = desk.ws.store.table("m", PREDICTIONS).path / "_delta_log"
    sorted(log.glob("*.json"))[-1].write_bytes(b"")
    desk.ws.store.lake._tables.clear()
    desk.write()
    assert [row["prediction_id"] for row in desk.rows()] == ["a"]
    assert ("torn_commit_removed", {"model": "m", "kind": "predictions"}) in desk.logged


def _one_row() -> pa.Table:
    times = pa.array([datetime(2024, 3, 9, tzinfo=UTC)])
    return pa.table({"prediction_id": ["a"], "timestamp": times, "version": ["1"]})


def _raise(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def test_a_misfit_stays_with_its_row_in_a_large_batch(desk: Any) -> None:
    """Rows are made in slices and put together again."""
    records = [answer(f"{i:04}", score=i / 5_000) for i in range(5_000)]
    records[3_000]["features"] = {"temp": "odd"}
    desk.put("predictions", records)
    desk.put("predictions", [answer("last", features={"temp": "odd"})])
    assert desk.write().written == {("m", "predictions"): 5_001}
    rows = desk.rows()
    assert [row["prediction_id"] for row in rows if row["rescued"]] == ["3000", "last"]
    assert [row["score"] for row in rows[:5_000]] == [i / 5_000 for i in range(5_000)]
