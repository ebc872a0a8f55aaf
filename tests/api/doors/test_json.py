"""JSON at the door: the good records are kept, each bad one is named."""

from __future__ import annotations

import json
from typing import Any

import pytest

GOOD = {"id": "a", "features": {"temp": 1.5, "origin": "JFK"}, "score": 0.7}
KINDS = ("predictions", "labels", "operations")
ONE_OF: dict[str, dict[str, Any]] = {
    "predictions": GOOD,
    "labels": {"prediction_id": "a", "label": "late"},
    "operations": {"kind": "request", "latency_ms": 3.0},
}
each_kind = pytest.mark.parametrize("kind", KINDS)


def records(*given: Any, **more: Any) -> dict[str, Any]:
    return {"records": list(given), **more}


@each_kind
def test_a_good_request_is_on_the_disk(doors: Any, kind: str) -> None:
    """As it was received, with the time of receipt."""
    reply = doors.post(kind, records(ONE_OF[kind], batch_id="b"))
    assert reply.status_code == 202
    assert reply.json() == {"accepted": 1, "rejected": [], "repeated": False}
    (row,) = doors.kept()
    assert (row.model, row.kind, row.form, row.records, row.name) == ("m", kind, "json", 1, "b")
    assert json.loads(row.body) == records(ONE_OF[kind], batch_id="b")
    assert row.received_at == "2024-03-10T00:00:00+00:00"
    assert doors.counted == [("m", kind, "accepted", 1)]


def test_the_version_is_the_one_that_answers(doors: Any) -> None:
    """Settled at the door: what is deployed later does not change it."""
    doors.post("predictions", records(GOOD))
    doors.post("predictions", records(GOOD, environment="shadow", version="2"))
    assert [(row.version, row.environment) for row in doors.kept()] == [
        ("1", "production"),
        ("2", "shadow"),
    ]


def test_a_version_deployed_a_moment_ago_is_known(doors: Any) -> None:
    """A name that is not known is asked for at once."""
    asked = records(GOOD, version="3", environment="training")
    assert doors.post("predictions", asked).status_code == 404
    doors.workspace.deploy("m", version="3", environment="training")
    assert doors.post("predictions", asked).status_code == 202


def test_the_same_batch_again_is_harmless(doors: Any) -> None:
    """The reply says so, and nothing is kept twice."""
    first = doors.post("predictions", records(GOOD, batch_id="b")).json()
    again = doors.post("predictions", records(GOOD, batch_id="b")).json()
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert again["accepted"] == 1
    assert len(doors.kept()) == 1


def test_ids_may_come_twice(doors: Any) -> None:
    """The writer keeps the first; the door does not look."""
    assert doors.post("predictions", records(GOOD, GOOD)).json()["accepted"] == 2


@pytest.mark.parametrize(
    ("bad", "field", "reason"),
    [
        ({"features": {"t": [1]}}, "features.t", "got `array`"),
        ({"features": {"ok": 1, "t": {"u": 1}}}, "features.t", "got `object`"),
        ({"features": {"t": 1}, "score": "high"}, "score", "Invalid enum value"),
        ({"features": {}, "score": True}, "score", "got `bool`"),
        ({"score": 1}, "", "missing required field `features`"),
        ({"features": {}, "status": "lost"}, "status", "Invalid enum value"),
        ({"features": {}, "timestamp": "2024-03-01T00:00:00"}, "timestamp", "timezone"),
        ({"features": {}, "timestamp": 1709251200000}, "timestamp", "<= 253402300799"),
        ({"features": {}, "timestamp": "yesterday"}, "timestamp", "Invalid RFC3339"),
        ({"features": {}, "id": ""}, "id", "length >= 1"),
        ({"features": {}, "parents": "p"}, "parents", "Expected `array"),
        (7, "", "Expected `object`, got `int`"),
    ],
)
def test_a_bad_record_is_named_and_the_rest_kept(
    doors: Any, bad: Any, field: str, reason: str
) -> None:
    """Index, field and reason; the good ones on both sides of it are on the disk."""
    reply = doors.post("predictions", records(GOOD, bad, {**GOOD, "id": "b"}))
    assert reply.status_code == 202
    told = reply.json()
    assert told["accepted"] == 2
    ((index, where, why),) = [tuple(r.values()) for r in told["rejected"]]
    assert (index, where) == (1, field)
    assert reason in why
    (row,) = doors.kept()
    assert [r["id"] for r in json.loads(row.body)["records"]] == ["a", "b"]
    assert ("m", "predictions", "rejected", 1) in doors.counted


def test_when_no_record_is_good_nothing_is_kept(doors: Any) -> None:
    """The reply says why of each."""
    told = doors.post("labels", records({"label": "x"}, {"prediction_id": "a"})).json()
    assert told["accepted"] == 0
    assert [r["index"] for r in told["rejected"]] == [0, 1]
    assert doors.kept() == []


def test_a_label_without_a_label_needs_a_verdict(doors: Any) -> None:
    """`cannot_say` is an answer; nothing at all is none."""
    told = doors.post(
        "labels",
        records(
            {"prediction_id": "a", "verdict": "cannot_say"}, {"prediction_id": "b", "label": None}
        ),
    ).json()
    assert told["accepted"] == 1
    assert "`label` is missing" in told["rejected"][0]["reason"]


def test_infinities_come_as_words(doors: Any) -> None:
    """They fit no number column; the writer keeps them beside."""
    told = doors.post("predictions", records({"features": {"t": "Infinity"}, "score": "-Infinity"}))
    assert told.json()["accepted"] == 1


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b'{"records": [{"features": {"t": NaN}}]}', 400, "send null"),
        (b'{"records": [{"features": {"t": -Infinity}}]}', 400, "send null"),
        (b'{"records": [', 400, "no JSON"),
        (b"\x00\xff", 400, "no JSON"),
        (b"", 400, "empty"),
        (b"[]", 422, "Expected `object`"),
        (b"{}", 422, "records"),
        (b'{"records": 3}', 422, "records"),
        (b'{"records": [], "client": 3}', 422, "client"),
        (b'{"records": [], "version": "\xff"}', 400, "UTF-8"),
        (b'{"a":' * 100_000, 400, "nested too deeply"),
        (b'{"records": [' + b"[" * 100_000, 400, "nested too deeply"),
        (b'{"records": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, "nested too deeply"),
    ],
)
@each_kind
def test_what_is_no_request_is_refused(
    doors: Any, kind: str, body: bytes, status: int, error: str
) -> None:
    """Clearly, and never as our own failure."""
    reply = doors.post(kind, body)
    assert reply.status_code == status
    assert error in str(reply.json())
    assert doors.kept() == []
    assert doors.counted == [("m", kind, "refused", 1)]


def test_text_that_is_no_utf8_is_a_bad_record(doors: Any) -> None:
    """The others are kept."""
    body = b'{"records": [{"features": {"t": "\xff"}}, {"features": {}}]}'
    told = doors.post("predictions", body).json()
    assert (told["accepted"], told["rejected"][0]["reason"]) == (1, "not UTF-8")


def test_a_number_beyond_doubles_is_a_bad_record(doors: Any) -> None:
    """1e400 is JSON, but no number here."""
    told = doors.post("predictions", b'{"records": [{"features": {"t": 1e400}}]}').json()
    assert told["rejected"][0]["reason"] == "Number out of range"


@each_kind
def test_an_unknown_model_is_refused_with_the_nearest_name(doors: Any, kind: str) -> None:
    """Before the body is looked at."""
    reply = doors.post(kind, b"whatever", model="n")
    assert reply.status_code == 404
    assert reply.json()["error"] == "no model is called 'n'"
    assert "known: bare, m" in reply.json()["hint"]


@pytest.mark.parametrize(
    ("more", "status", "hint"),
    [
        ({"version": "11"}, 404, "did you mean '1'"),
        ({"version": "1", "environment": "shadow"}, 404, "known: 2"),
        ({"environment": "canary"}, 404, "deploy one"),
        ({"environment": "prodution"}, 422, "did you mean 'production'"),
    ],
)
def test_an_unknown_version_or_environment_is_refused(
    doors: Any, more: dict[str, str], status: int, hint: str
) -> None:
    """With the nearest name."""
    reply = doors.post("predictions", records(GOOD, **more))
    assert reply.status_code == status
    assert hint in reply.json()["hint"]


def test_what_the_client_says_of_itself_is_kept(doors: Any) -> None:
    """For the writer to note."""
    client = {"id": "host/1", "dropped": 3, "packages": {"numpy": "2.1"}}
    doors.post("predictions", records(GOOD, client=client))
    assert json.loads(doors.kept()[0].client) == client
