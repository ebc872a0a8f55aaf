"""The client and a server that answers."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from watchkeeper.sdk import Client, Stats

Connect = Callable[..., Client]
BEARER = "wk_a_b"
MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_everything_arrives_under_its_name(door: Any, connect: Connect) -> None:
    """All that log, label and operation take is in the request bodies, and nothing else."""
    client = connect(door.url, version="7", environment="canary", token=BEARER)
    given = client.log(
        {"a": 1.5, "b": "x", "c": None},
        "late",
        score=0.83,
        scores={"late": 0.83, "ok": 0.17},
        id="order-1",
        timestamp=MOMENT,
        latency_ms=2.5,
        status="answered",
        entity_id="e",
        group_id="g",
        parents=["p"],
        request_id="r",
    )
    client.label(given, "ok", observed_at=MOMENT, source="natural", annotator="ann")
    client.operation("training", name="fit", timestamp=MOMENT, cpu_s=3.0, error="ValueError")

    assert client.flush(60.0)
    assert given == "order-1"
    assert door.records() == [
        {
            "id": "order-1",
            "timestamp": MOMENT.timestamp(),
            "features": {"a": 1.5, "b": "x", "c": None},
            "prediction": "late",
            "score": 0.83,
            "scores": {"late": 0.83, "ok": 0.17},
            "latency_ms": 2.5,
            "status": "answered",
            "entity_id": "e",
            "group_id": "g",
            "parents": ["p"],
            "request_id": "r",
        }
    ]
    assert door.records("labels") == [
        {
            "prediction_id": "order-1",
            "label": "ok",
            "observed_at": MOMENT.timestamp(),
            "source": "natural",
            "annotator": "ann",
        }
    ]
    assert door.records("operations") == [
        {
            "kind": "training",
            "name": "fit",
            "timestamp": MOMENT.timestamp(),
            "cpu_s": 3.0,
            "error": "ValueError",
        }
    ]
    path, body, headers = next(r for r in door.requests if r[0].endswith("predictions"))
    assert path == "/api/v1/models/flights/predictions"
    assert (body["version"], body["environment"], body["client"]["dropped"]) == ("7", "canary", 0)
    assert headers["Authorization"] == f"Bearer {BEARER}"
    assert client.stats == Stats(sent=3)


def test_an_id_is_made_and_tells_the_label_its_day(door: Any, connect: Connect) -> None:
    """Without an id and a time, both are made; the label carries the prediction's time."""
    client = connect(door.url)
    ids = [client.log({"a": n}) for n in range(3)]
    client.label(ids[1], 1)
    client.flush(60.0)

    assert len(set(ids)) == 3
    assert [record["id"] for record in door.records()] == ids
    assert door.records("labels")[0]["prediction_time"] == door.records()[1]["timestamp"]
    assert "observed_at" in door.records("labels")[0]


def test_a_given_time_is_in_the_made_id(door: Any, connect: Connect) -> None:
    """A replayed prediction's label finds the replayed day; a text goes as it is."""
    client = connect(door.url)
    client.label(client.log({}, timestamp=MOMENT), 1)
    client.label(client.log({}, timestamp="2026-03-01T12:00:00+00:00"), 1)
    client.flush(60.0)

    first, second = door.records("labels")
    assert first["prediction_time"] == MOMENT.timestamp()
    assert "prediction_time" not in second
    assert door.records()[1]["timestamp"] == "2026-03-01T12:00:00+00:00"


def test_features_are_copied_when_logged(door: Any, connect: Connect) -> None:
    """What the caller does with its dict afterwards is not what the model was given."""
    client = connect(door.url)
    features, scores, parents = {"a": 1}, {"x": 0.5}, ["p"]
    client.log(features, scores=scores, parents=parents)
    features["a"], scores["x"], parents[0] = 2, 0.9, "q"
    client.flush(60.0)

    (record,) = door.records()
    assert (record["features"], record["scores"], record["parents"]) == (
        {"a": 1},
        {"x": 0.5},
        ["p"],
    )


def test_odd_values_cost_themselves_and_nothing_else(door: Any, connect: Connect) -> None:
    """NumPy, pandas, Decimal, NaN, bytes, half characters, objects: each becomes what JSON has."""
    client = connect(door.url)
    odd = {
        "np": np.float32(1.5),
        "decimal": Decimal("0.25"),
        "nan": float("nan"),
        "inf": float("inf"),
        "when": pd.Timestamp(MOMENT),
        "na": pd.NA,
        "bytes": b"\xff",
        "half": "\ud800",
        "list": [1],
        "huge": 10**5000,
        7: "a name that is no text",
        ("t",): "another",
    }
    client.log(odd, np.int64(1), score=np.float64(0.5), id=np.int64(5), latency_ms=float("nan"))
    client.log({"a": 1}, prediction=float("inf"), scores={1: np.nan}, timestamp=float("inf"))
    assert client.flush(60.0)

    first, second = door.records()
    assert first["features"] == {
        "np": 1.5,
        "decimal": 0.25,
        "nan": None,
        "inf": "Infinity",
        "when": "2026-03-01T12:00:00+00:00",
        "na": None,
        "bytes": "\\xff",
        "half": "?",
        "list": "[1]",
        "huge": "<int>",
        "7": "a name that is no text",
        "('t',)": "another",
    }
    assert (first["prediction"], first["score"], first["id"]) == (1, 0.5, "5")
    assert (second["prediction"], second["scores"]) == ("Infinity", {"1": None})


def test_a_hundred_good_records_beside_a_bad_one(door: Any, connect: Connect) -> None:
    """A value that JSON refuses leaves its neighbours in the batch as they were."""
    client = connect(door.url)
    ids = [client.log({"a": n, "b": float("nan") if n == 50 else 0.5}) for n in range(101)]
    client.flush(60.0)

    assert door.ids() == dict.fromkeys(ids, 1)
    assert [r["features"]["b"] for r in door.records()].count(None) == 1


def test_bad_arguments_are_counted_and_told_once(
    door: Any, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is raised, an id comes back, and the log has a line for each kind of mistake."""
    client = connect(door.url)

    assert client.log(None).startswith("wk-")  # type: ignore[arg-type]
    assert client.log(3, id="mine") == "mine"  # type: ignore[arg-type]
    client.log({}, parents=5)  # type: ignore[arg-type]
    ids = client.log_many([{"features": {"a": 1}}, {"no_such": 1}, {"features": {"a": 2}}])
    assert client.log_many(5) == []  # type: ignore[arg-type]
    client.log({"secret": 41}, scores=17)  # type: ignore[arg-type]
    assert client.flush(60.0)

    assert len(set(ids)) == 3
    assert client.stats == Stats(sent=2, dropped=6)
    client.close()
    told = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert len(told) == len(set(told)) == 2
    assert "41" not in "".join(told)


def test_batches_are_cut_by_number(door: Any, connect: Connect) -> None:
    """No request holds more than asked; one connection carries them all."""
    client = connect(door.url, batch=100)
    ids = client.log_many({"features": {"a": n}, "prediction": n} for n in range(1050))
    client.flush(60.0)

    sizes = [len(body["records"]) for _, body, _ in door.requests]
    assert max(sizes) <= 100
    assert [record["id"] for record in door.records()] == ids
    assert door.connections == 1


def test_batches_are_cut_by_size(door: Any, connect: Connect) -> None:
    """Long texts make more requests, not one that the server would refuse."""
    client = connect(door.url)
    client.log_many({"features": {"text": "x" * 100_000}} for _ in range(200))
    client.flush(30.0)

    assert len(door.requests) > 3
    assert len(door.records()) == 200


def test_a_record_does_not_wait_for_a_batch(door: Any, connect: Connect) -> None:
    """Age alone sends it, without a flush."""
    came = threading.Event()
    door.rule = lambda path, body: came.set()
    connect(door.url, max_age_s=0.05).log({"a": 1})

    assert came.wait(30)


def test_versions_of_packages_are_reported(door: Any, connect: Connect) -> None:
    """Those that are installed, as they are; the others are left out."""
    client = connect(door.url, packages=("numpy", "no-such-package"))
    client.log({})
    client.flush(60.0)

    assert door.requests[0][1]["client"]["packages"] == {"numpy": np.__version__}


def test_a_closed_client_counts_what_comes_later(door: Any, connect: Connect) -> None:
    """Logging after the end raises nothing; the spool file of an empty spool is gone."""
    with connect(door.url) as client:
        client.log({})
    client.log({})
    client.label("a", 1)

    assert client.stats == Stats(sent=1, dropped=2)
    assert client.flush(60.0)
    assert client.close()


def test_nothing_is_left_behind(door: Any, connect: Connect, tmp_path: Path) -> None:
    """After the close there is no thread, and no file."""
    client = connect(door.url)
    client.log({})
    assert len(list((tmp_path / "spool").glob("*"))) <= 1
    client.close()

    assert not [t for t in threading.enumerate() if t.name.startswith("watchkeeper")]
    assert list((tmp_path / "spool").glob("*")) == []


def test_nothing_runs_before_the_first_record(door: Any, connect: Connect, tmp_path: Path) -> None:
    """An application that is loaded and then forked has no thread and no file to share."""
    client = connect(door.url)

    assert not [t for t in threading.enumerate() if t.name.startswith("watchkeeper")]
    assert not (tmp_path / "spool").exists()
    assert client.flush(60.0)
    assert client.stats == Stats()


def test_a_server_below_a_path(door: Any, connect: Connect) -> None:
    """A server behind a proxy may have a prefix."""
    client = connect(f"{door.url}/watch/")
    client.log({})
    client.flush(60.0)

    assert door.requests[0][0] == "/watch/api/v1/models/flights/predictions"


def test_many_threads_lose_nothing(door: Any, connect: Connect) -> None:
    """Eight threads that log at once: every id once, each record whole."""
    client = connect(door.url, queue=100_000)
    ids: list[str] = []

    def work(number: int) -> None:
        ids.extend(client.log({"n": number, "i": i}, number) for i in range(1000))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.flush(60.0)

    assert door.ids() == dict.fromkeys(ids, 1)
    assert client.stats == Stats(sent=8000)
    assert all(record["features"]["n"] == record["prediction"] for record in door.records())


def test_a_body_is_json_that_others_read(door: Any, connect: Connect) -> None:
    """No NaN literal, which strict decoders refuse."""
    client = connect(door.url)
    client.log({"a": np.float64("nan"), "b": -np.inf})
    client.flush(60.0)

    assert "NaN" not in json.dumps(door.requests[0][1], allow_nan=False)
