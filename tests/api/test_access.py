"""Where a server may listen, and whom it then asks for a token."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from watchkeeper.api.access import Access, require_safe_binding
from watchkeeper.errors import ConfigError
from watchkeeper.model.access import Scope

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BEYOND = ("0.0.0.0", "::", "10.1.2.3", "watch.example", "127.0.0.1.evil.example", "")  # noqa: S104


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_on_this_machine_it_is_open(ws: Any, host: str) -> None:
    """Without any token there is nobody to ask."""
    access = require_safe_binding(host, insecure=False, catalog=ws.store.catalog)

    assert access == Access(mode="open")


@pytest.mark.parametrize("host", BEYOND)
def test_beyond_this_machine_it_is_refused(ws: Any, host: str) -> None:
    """The message says how to go on."""
    with pytest.raises(ConfigError, match="tokens create --scope admin"):
        require_safe_binding(host, insecure=False, catalog=ws.store.catalog)


@pytest.mark.parametrize("host", ["127.0.0.1", *BEYOND])
def test_once_there_is_an_admin_everybody_is_asked(ws: Any, host: str) -> None:
    """On loopback too: a proxy in front of it would let everybody in."""
    ws.store.catalog.tokens.create("me", [Scope.ADMIN], now=NOW)
    access = require_safe_binding(host, insecure=False, catalog=ws.store.catalog)

    assert access == Access(mode="tokens")


def test_only_a_live_admin_of_everything_counts(ws: Any) -> None:
    """With any other token nobody could make the next one."""
    tokens = ws.store.catalog.tokens
    tokens.create("reader", [Scope.READ, Scope.WRITE, Scope.INGEST], now=NOW)
    tokens.create("of one", [Scope.ADMIN], now=NOW, model="flights")
    tokens.create("expired", [Scope.ADMIN], now=NOW, expires_at=NOW)
    tokens.revoke(tokens.create("revoked", [Scope.ADMIN], now=NOW)[0].id, now=NOW)

    with pytest.raises(ConfigError):
        require_safe_binding("10.1.2.3", insecure=False, catalog=ws.store.catalog)


@pytest.mark.parametrize("ended", ["expired", "revoked"])
def test_only_revoking_the_last_token_opens_the_server_again(ws: Any, ended: str) -> None:
    """That it has expired opens nothing: time alone must not."""
    tokens = ws.store.catalog.tokens
    token, _ = tokens.create("me", [Scope.INGEST], now=NOW, expires_at=NOW)
    if ended == "revoked":
        tokens.revoke(token.id, now=NOW)
    access = require_safe_binding("127.0.0.1", insecure=False, catalog=ws.store.catalog)

    assert access.mode == ("open" if ended == "revoked" else "tokens")


def test_whoever_says_insecure_gets_it(ws: Any) -> None:
    """Under any name, from anywhere."""
    access = require_safe_binding("10.1.2.3", insecure=True, catalog=ws.store.catalog)

    assert access == Access(mode="open", any_host=True)
