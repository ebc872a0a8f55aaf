"""What the client makes of what the server answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from watchkeeper.sdk import Client, Stats

BEARER = "wk_of_a_test"
Connect = Callable[..., Client]
Collected = Callable[[Client], Stats]


def test_records_that_the_server_names_are_dropped_and_told_once(
    door: Any, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    """The others are with it; the line in the log has the field and the reason."""
    named = [{"index": n, "field": "score", "reason": "expected a number"} for n in (0, 2)]
    door.rule = lambda path, body: (202, {"accepted": 1, "rejected": named}, {})
    client = connect(door.url)
    for _ in range(2):
        for _ in range(3):
            client.log({})
        assert client.flush(60.0)

    assert client.stats == Stats(sent=2, dropped=4)
    client.close()
    (line,) = [r.getMessage() for r in caplog.records]
    assert "score: expected a number" in line


def test_a_batch_refused_for_named_records_comes_again_without_them(
    door: Any, connect: Connect
) -> None:
    """A 422 that names two of five: three arrive."""

    def refuse(path: str, body: Any) -> Any:
        bad = [n for n, record in enumerate(body["records"]) if record["features"]["bad"]]
        named = [{"index": n, "field": "features.bad", "reason": "no"} for n in bad]
        return (422, {"rejected": named}, {}) if bad else None

    door.rule = refuse
    client = connect(door.url)
    ids = [client.log({"bad": n in (1, 3)}) for n in range(5)]
    assert client.flush(60.0)

    assert list(door.ids()) == [ids[0], ids[2], ids[4]]
    assert client.stats == Stats(sent=3, dropped=2)


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_batch_refused_as_a_whole_is_halved_until_the_record_is_found(
    door: Any, connect: Connect, status: int
) -> None:
    """One record that no body may hold costs itself; the other 99 arrive once."""

    def refuse(path: str, body: Any) -> Any:
        bad = any(record["features"]["bad"] for record in body["records"])
        return (status, {"error": "too bad"}, {}) if bad else None

    door.rule = refuse
    client = connect(door.url)
    ids = [client.log({"bad": n == 42}) for n in range(100)]
    assert client.flush(60.0)

    assert door.ids() == dict.fromkeys(ids[:42] + ids[43:], 1)
    assert client.stats == Stats(sent=99, dropped=1)


@pytest.mark.parametrize("status", [400, 422])
def test_what_is_wrong_around_the_records_costs_none(
    door: Any, connect: Connect, status: int, collected: Collected
) -> None:
    """A refusal that an empty batch meets too is nothing that a record did: all are kept."""
    door.rule = lambda path, body: (status, {"error": "no such thing"}, {})
    client = connect(door.url)
    ids = [client.log({"n": n}) for n in range(50)]
    assert collected(client) == Stats(spooled=50)
    while len(door.requests) < 2:
        time.sleep(0.01)
    assert [len(body["records"]) for _, body, _ in door.requests[:2]] == [50, 0]
    door.rule = lambda path, body: None

    assert client.flush(60.0)
    assert door.ids() == dict.fromkeys(ids, 1)


def test_one_record_beyond_the_limit_is_not_even_sent(door: Any, connect: Connect) -> None:
    """The server would close the connection on it; its neighbours arrive."""
    client = connect(door.url)
    ids = [client.log({"text": "x" * (33 * 2**20 if n == 1 else 10)}) for n in range(3)]
    assert client.flush(60.0)

    assert list(door.ids()) == [ids[0], ids[2]]
    assert client.stats == Stats(sent=2, dropped=1)


def test_a_halved_batch_that_is_interrupted_is_counted_once(door: Any, connect: Connect) -> None:
    """The halves come again under the same ids, and the server knows the one that it has."""
    answers = iter([(413, {}, {}), None, (503, {}, {}), (413, {}, {}), None, None])
    door.rule = lambda path, body: next(answers, None)
    client = connect(door.url)
    ids = [client.log({"n": n}) for n in range(10)]
    assert client.flush(60.0)

    assert door.ids() == dict.fromkeys(ids, 1)
    assert door.repeated == 1
    assert client.stats == Stats(sent=10)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_a_server_in_trouble_gets_the_same_batch_again(
    door: Any, connect: Connect, status: int
) -> None:
    """Nothing is dropped, and the batch id is the same on each try."""
    answers = iter([(status, {}, {}), (status, {}, {})])
    door.rule = lambda path, body: next(answers, None)
    client = connect(door.url)
    given = client.log({})
    assert client.flush(30.0)

    assert door.ids() == {given: 1}
    assert len(door.requests) == 3
    assert len({body["batch_id"] for _, body, _ in door.requests}) == 1
    assert client.stats == Stats(sent=1)


@pytest.mark.parametrize("status", [401, 403, 404, 405, 301])
def test_what_somebody_has_to_mend_is_kept(
    door: Any,
    connect: Connect,
    collected: Collected,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    """A wrong token or an unknown model drops nothing; the log names status and reason, once."""
    door.rule = lambda path, body: (status, {"error": "no model 'flihgts'"}, {})
    client = connect(door.url, token=BEARER)
    given = client.log({})
    assert not client.flush(0.1)
    assert collected(client) == Stats(spooled=1)
    while len(door.requests) < 2:
        time.sleep(0.01)
    door.rule = lambda path, body: None

    assert client.flush(60.0)
    assert door.ids() == {given: 1}
    lines = [r.getMessage() for r in caplog.records]
    assert [f"HTTP {status} no model 'flihgts'" in line for line in lines] == [True]
    assert BEARER not in caplog.text


def test_a_page_of_something_else_takes_nothing(
    door: Any, connect: Connect, collected: Collected
) -> None:
    """A proxy that answers 200 to everything has not recorded anything."""
    door.rule = lambda path, body: (200, {"welcome": "portal"}, {})
    client = connect(door.url)
    client.log({})
    while len(door.requests) < 2:
        time.sleep(0.01)

    assert collected(client) == Stats(spooled=1)


def test_retry_after_is_obeyed(door: Any, connect: Connect) -> None:
    """A server that names a time is not asked before, unless somebody flushes."""
    door.rule = lambda path, body: (429, {}, {"Retry-After": "3600"})
    client = connect(door.url, max_age_s=0.01)
    client.log({})
    while not door.requests:
        time.sleep(0.01)
    for _ in range(20):
        client.log({})
        while client.stats.queued:
            time.sleep(0.01)

    assert len(door.requests) == 1
    assert client.stats == Stats(spooled=21)


def test_a_server_that_says_when_is_asked_then(door: Any, connect: Connect) -> None:
    """However often it has: its own time, and a little more, does not grow from try to try."""
    times: list[float] = []

    def full(path: str, body: Any) -> Any:
        times.append(time.monotonic())
        return None if len(times) > 6 else (429, {}, {"Retry-After": "1"})

    door.rule = full
    client = connect(door.url, max_age_s=0.01)
    client.log({})
    while client.stats.sent < 1:
        time.sleep(0.01)
    gaps = [later - earlier for earlier, later in pairwise(times)]

    assert min(gaps) >= 1.0
    # Doubled from try to try, they would be 16 s at least.
    assert sum(gaps) < 14.0
