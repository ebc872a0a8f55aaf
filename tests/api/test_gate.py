"""The check before every request: details that are the same for all routes."""

from __future__ import annotations

import logging
from typing import Any, NoReturn

import pytest

from watchkeeper.api.access import Access
from watchkeeper.api.app import create_app
from watchkeeper.api.callers import REMEMBERED_S
from watchkeeper.errors import StoreError
from watchkeeper.wire.security_headers import SECURITY_HEADERS

LOOPBACK = ("127.0.0.1", "127.0.0.1:8765", "localhost:8765", "app.localhost", "[::1]:80", "[::1]")
FOREIGN = ("evil.example", "evil.example:8765", "10.0.0.1", "127.0.0.1.evil.example", "", "[::2]")


@pytest.mark.parametrize("host", LOOPBACK)
def test_an_open_server_answers_under_loopback_names(http: Any, host: str) -> None:
    """Names and addresses, with a port or without."""
    assert http("GET", "/api/v1/models", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_an_open_server_does_not_answer_under_other_names(http: Any, host: str) -> None:
    """A foreign name that was made to point to this machine brings a foreign page along."""
    reply = http("GET", "/api/v1/models", headers={"Host": host})

    assert reply.status_code == 421
    assert "127.0.0.1" in reply.json()["hint"]


def test_an_insecure_server_answers_under_any_name(ws: Any, call: Any) -> None:
    """That is what was asked for; other sites' pages are refused all the same."""
    http = call(create_app(ws, access=Access(mode="open", any_host=True)))

    assert http("GET", "/api/v1/models", headers={"Host": "10.0.0.1"}).status_code == 200
    headers = {"Host": "10.0.0.1", "Origin": "http://evil.example"}
    assert http("POST", "/api/v1/evaluate", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8765"}, False),
        ({"Origin": "http://127.0.0.1:8765"}, True),
        ({"Origin": "http://127.0.0.1:3000"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://evil.example", "Authorization": "Bearer made-up"}, False),
    ],
    ids=str,
)
def test_other_sites_change_nothing_on_an_open_server(
    http: Any, headers: Any, passes: bool
) -> None:
    """Another port of this machine is another site too."""
    reply = http("POST", "/api/v1/models/flights/changes", json={"text": "x"}, headers=headers)

    assert reply.status_code == (201 if passes else 403)


def test_a_program_with_a_token_needs_no_site(guarded: Any) -> None:
    """No page can send another's token."""
    headers = {"Origin": "http://elsewhere.example"}
    path = "/api/v1/models/flights/changes"
    reply = guarded.ask("POST", path, guarded.token("write"), json={"text": "x"}, headers=headers)

    assert reply.status_code == 201


def test_a_token_is_remembered_for_five_seconds(guarded: Any) -> None:
    """So long may one that was revoked by another process still work."""
    token_id, token = guarded.make("read")
    assert guarded.ask("GET", "/models", token).status_code == 200
    guarded.ws.store.catalog.tokens.revoke(token_id, now=guarded.clock.now())
    assert guarded.ask("GET", "/models", token).status_code == 200
    guarded.seconds[0] += REMEMBERED_S

    assert guarded.ask("GET", "/models", token).status_code == 401


def test_a_session_is_no_token(guarded: Any) -> None:
    """Also not in the seconds in which it is remembered: no site is asked of a token."""
    token = guarded.token("admin")
    session = guarded.ask("POST", "/login", data={"token": token}).cookies["watchkeeper"]
    cookie = {"Cookie": f"watchkeeper={session}"}
    assert guarded.ask("GET", "/models", headers=cookie).status_code == 200

    assert guarded.ask("GET", "/models", session).status_code == 401
    shown = {"Cookie": f"watchkeeper={token}"}
    assert guarded.ask("GET", "/models", headers=shown).status_code == 401


def test_when_the_catalog_fails_nobody_gets_in(guarded: Any, monkeypatch: Any) -> None:
    """503: whether the token is good is not known."""
    token = guarded.token("admin")

    def fail(*_: object, **__: object) -> NoReturn:
        raise StoreError("the catalog failed", hint="look at the disk")

    monkeypatch.setattr(guarded.ws.store.catalog.tokens, "verify", fail)
    reply = guarded.ask("GET", "/models", token)

    assert (reply.status_code, reply.json()["error"]) == (503, "the catalog failed")


def test_a_browser_is_led_to_the_form(guarded: Any) -> None:
    """With the address it wanted; a program gets 401 instead."""
    reply = guarded.ask("GET", "/models/flights?from=1", headers={"Accept": "text/html,*/*"})

    assert reply.status_code == 303
    assert reply.headers["Location"] == "/login?next=%2Fmodels%2Fflights%3Ffrom%3D1"


def test_two_models_at_once_are_refused(guarded: Any) -> None:
    """Whichever of them the route would take."""
    token = guarded.token("read", model="flights")

    assert guarded.ask("GET", "/api/v1/series?model=flights", token).status_code == 200
    for query in ("model=flights&model=other", "model=other&model=flights", ""):
        assert guarded.ask("GET", f"/api/v1/series?{query}", token).status_code == 403


def test_a_token_is_in_no_message_and_no_log(guarded: Any, caplog: Any) -> None:
    """Neither one that passes, nor one that is refused."""
    caplog.set_level(logging.DEBUG)
    good, weak = guarded.token("admin"), guarded.token("ingest")
    wrong = "wk_aaaaaaaa_" + "b" * 32
    replies = [guarded.ask("GET", "/models", token) for token in (good, weak, wrong)]
    replies.append(guarded.ask("GET", "/nowhere", good))

    said = caplog.text + "".join(reply.text + str(reply.headers) for reply in replies)
    assert [reply.status_code for reply in replies] == [200, 403, 401, 404]
    assert not [token for token in (good, weak, wrong) if token.rpartition("_")[2] in said]


def test_a_token_rests_nowhere_in_clear(guarded: Any) -> None:
    """Whoever reads the files of the workspace cannot log in; sessions neither."""
    token = guarded.token("read")
    form = {"token": token, "next": "/"}
    cookie = guarded.ask("POST", "/login", data=form).cookies["watchkeeper"]
    assert guarded.ask("GET", "/models", token).status_code == 200
    files = [path for path in guarded.ws.path.rglob("*") if path.is_file()]

    assert len(files) > 5
    for path in files:
        content = path.read_bytes()
        assert token.rpartition("_")[2].encode() not in content
        assert cookie.encode() not in content


@pytest.mark.parametrize("path", ["/api/v1/models", "/nowhere", "/login", "/models"])
def test_every_reply_has_the_headers(guarded: Any, path: str) -> None:
    """Also the ones that refuse."""
    for token in (None, guarded.token("admin")):
        headers = guarded.ask("GET", path, token).headers
        assert {name: headers[name] for name, _ in SECURITY_HEADERS} == dict(SECURITY_HEADERS)


def test_large_replies_are_packed(http: Any) -> None:
    """From a kilobyte on."""
    large = http("GET", "/api/v1/models/flights/findings")
    small = http("GET", "/api/v1/models/flights/baselines")

    assert large.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in small.headers
