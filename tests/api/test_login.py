"""Logging in with a browser, and out again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest


def logged_in(guarded: Any, **more: Any) -> str:
    """Return the header of a browser that has logged in."""
    reply = guarded.ask("POST", "/login", data={"token": guarded.token("read"), **more})
    assert reply.status_code == 303
    return reply.headers["Set-Cookie"].partition(";")[0]


def test_a_token_becomes_a_session(guarded: Any) -> None:
    """The cookie is out of reach of scripts and of other sites, and opens what the token does."""
    token = guarded.token("read")
    reply = guarded.ask("POST", "/login", data={"token": f" {token} ", "next": "/models/flights"})
    attributes = reply.headers["Set-Cookie"].lower()

    assert (reply.status_code, reply.headers["Location"]) == (303, "/models/flights")
    assert "httponly" in attributes
    assert "samesite=lax" in attributes
    assert token not in attributes
    cookie = {"Cookie": reply.headers["Set-Cookie"].partition(";")[0]}
    assert guarded.ask("GET", "/models", headers=cookie).status_code == 200
    assert guarded.ask("POST", "/api/v1/evaluate", headers=cookie).status_code == 403


def test_over_https_the_cookie_is_of_this_host_only(guarded: Any) -> None:
    """No other host of the same domain can set or get it."""
    guarded.http.base_url = "https://watch.example"
    reply = guarded.ask("POST", "/login", data={"token": guarded.token("read")})
    name, attributes = reply.headers["Set-Cookie"].split("=", 1)

    assert name == "__Host-watchkeeper"
    assert "secure" in attributes.lower()
    assert "path=/" in attributes.lower()
    assert "domain" not in attributes.lower()
    cookie = {"Cookie": reply.headers["Set-Cookie"].partition(";")[0]}
    assert guarded.ask("GET", "/models", headers=cookie).status_code == 200


def test_a_wrong_token_shows_the_form_again(guarded: Any) -> None:
    """With what is wrong, and without the token."""
    wrong = "wk_aaaaaaaa_" + "b" * 32
    reply = guarded.ask("POST", "/login", data={"token": wrong, "next": "/models"})

    assert reply.status_code == 401
    assert 'role="alert"' in reply.text
    assert 'value="/models"' in reply.text
    assert wrong not in reply.text
    assert "Set-Cookie" not in reply.headers


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\r\nb"]
)
def test_it_leads_to_this_server_only(guarded: Any, wanted: str) -> None:
    """Whatever address was handed in."""
    reply = guarded.ask("POST", "/login", data={"token": guarded.token("read"), "next": wanted})

    assert reply.headers["Location"] == "/"


def test_the_form_shows_what_it_was_given_as_text(guarded: Any) -> None:
    """An address is not a place for markup."""
    reply = guarded.ask("GET", "/login", params={"next": '/"><script>alert(1)</script>'})

    assert "<script" not in reply.text


def test_logging_out_ends_the_session_at_once(guarded: Any) -> None:
    """Here, and in the browser."""
    cookie = {"Cookie": logged_in(guarded)}
    assert guarded.ask("GET", "/models", headers=cookie).status_code == 200
    reply = guarded.ask("POST", "/logout", headers=cookie)

    assert (reply.status_code, reply.headers["Location"]) == (303, "/login")
    assert "Max-Age=0" in reply.headers["Set-Cookie"]
    assert guarded.ask("GET", "/models", headers=cookie).status_code == 401


def test_a_session_ends_after_twelve_idle_hours(guarded: Any) -> None:
    """Used in between, it goes on."""
    cookie = {"Cookie": logged_in(guarded)}
    for hours, status in ((11, 200), (11, 200), (13, 401)):
        guarded.clock.advance(guarded.clock.now() + timedelta(hours=hours))
        guarded.seconds[0] += hours * 3600
        assert guarded.ask("GET", "/models", headers=cookie).status_code == status


def test_a_session_ends_with_its_token(guarded: Any) -> None:
    """Revoked is revoked, in browsers too."""
    cookie = {"Cookie": logged_in(guarded)}
    (token,) = guarded.ws.store.catalog.tokens.all()
    guarded.ws.store.catalog.tokens.revoke(token.id, now=guarded.clock.now())

    assert guarded.ask("GET", "/models", headers=cookie).status_code == 401


def test_another_site_logs_nobody_in(guarded: Any) -> None:
    """Nor out."""
    evil = {"Origin": "http://evil.example"}
    data = {"token": guarded.token("read")}

    assert guarded.ask("POST", "/login", data=data, headers=evil).status_code == 403
    assert guarded.ask("POST", "/logout", headers=evil).status_code == 403


def test_a_huge_form_is_not_read(guarded: Any) -> None:
    """A token is short."""
    assert guarded.ask("POST", "/login", data={"token": "x" * 10_000}).status_code == 413
