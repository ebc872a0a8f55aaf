"""Tokens and sessions: only hashes rest, and what is over is over."""

from __future__ import annotations

import re
import resource
from datetime import UTC, datetime, timedelta

import pytest

from watchkeeper.errors import DiskError, NotFound
from watchkeeper.model.access import Scope
from watchkeeper.store.catalog import Catalog

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_token_is_known_by_its_text(catalog: Catalog) -> None:
    """Its form lets scanners of secrets find it; one letter off, it is none."""
    token, secret = catalog.tokens.create(
        "me", [Scope.READ, Scope.INGEST, Scope.READ], now=NOW, model="m"
    )

    assert re.fullmatch(r"wk_[a-z0-9]{8}_[A-Za-z0-9]{32}", secret)
    assert token.scopes == (Scope.INGEST, Scope.READ)
    assert catalog.tokens.verify(secret, now=NOW) == token
    changed = secret[:-1] + ("a" if secret[-1] != "a" else "b")
    for wrong in (changed, secret + "x", secret.replace("wk_", "wk-"), "", "wk_ä", secret + "\n"):
        assert catalog.tokens.verify(wrong, now=NOW) is None


def test_two_tokens_never_share_a_text(catalog: Catalog) -> None:
    """Each has its own id and its own secret."""
    made = [catalog.tokens.create("me", [Scope.READ], now=NOW) for _ in range(20)]

    assert len({token.id for token, _ in made}) == 20
    assert len({secret[-32:] for _, secret in made}) == 20


def test_an_expired_or_revoked_token_is_none(catalog: Catalog) -> None:
    """From that moment on; revoked twice, the first time stands."""
    end = NOW + timedelta(days=1)
    _, short = catalog.tokens.create("short", [Scope.READ], now=NOW, expires_at=end)
    token, long = catalog.tokens.create("long", [Scope.READ], now=NOW)

    assert catalog.tokens.verify(short, now=end - SECOND) is not None
    assert catalog.tokens.verify(short, now=end) is None
    catalog.tokens.revoke(token.id, now=end)
    assert catalog.tokens.verify(long, now=end) is None
    assert catalog.tokens.revoke(token.id, now=end + SECOND).revoked_at == end


def test_an_unknown_id_is_told_with_its_nearest(catalog: Catalog) -> None:
    """Ids are short enough to be mistyped."""
    token, _ = catalog.tokens.create("me", [Scope.READ], now=NOW)

    with pytest.raises(NotFound, match=f"did you mean '{token.id}'"):
        catalog.tokens.revoke(token.id[:-1], now=NOW)


def test_its_use_is_noted_once_a_minute(catalog: Catalog) -> None:
    """Thousands of requests a second do not become thousands of writes."""
    _, secret = catalog.tokens.create("me", [Scope.READ], now=NOW)
    for seconds, noted in ((0, 0), (59, 0), (60, 60), (61, 60)):
        catalog.tokens.verify(secret, now=NOW + seconds * SECOND)
        assert catalog.tokens.all()[0].last_used_at == NOW + noted * SECOND


def test_a_session_lives_while_it_is_used(catalog: Catalog) -> None:
    """Twelve idle hours end it; another one that is opened clears it away."""
    token, _ = catalog.tokens.create("me", [Scope.READ], now=NOW)
    session = catalog.tokens.open_session(token, now=NOW)
    later = NOW + timedelta(hours=12)

    assert catalog.tokens.of_session(session, now=later) is not None
    assert catalog.tokens.of_session(session, now=later + timedelta(hours=12)) is not None
    assert catalog.tokens.of_session(session, now=later + timedelta(hours=25)) is None
    assert catalog.tokens.of_session("made-up", now=NOW) is None


def test_sessions_that_are_over_are_forgotten(catalog: Catalog) -> None:
    """One that is used stays."""
    token, _ = catalog.tokens.create("me", [Scope.READ], now=NOW)
    for hours in (0, 1, 2):
        session = catalog.tokens.open_session(token, now=NOW + timedelta(hours=hours))

    assert catalog.tokens.forget_sessions(NOW + timedelta(hours=13, minutes=30)) == 2
    assert catalog.tokens.forget_sessions(NOW + timedelta(hours=13, minutes=30)) == 0
    assert catalog.tokens.of_session(session, now=NOW + timedelta(hours=13, minutes=30)) is not None


def test_a_closed_session_is_none(catalog: Catalog) -> None:
    """Another one of the same token goes on."""
    token, _ = catalog.tokens.create("me", [Scope.READ], now=NOW)
    first, second = (catalog.tokens.open_session(token, now=NOW) for _ in range(2))
    catalog.tokens.close_session(first)

    assert catalog.tokens.of_session(first, now=NOW) is None
    assert catalog.tokens.of_session(second, now=NOW) is not None


def test_revoking_a_token_ends_its_sessions(catalog: Catalog) -> None:
    """A browser that logged in with it is out."""
    token, _ = catalog.tokens.create("me", [Scope.READ], now=NOW)
    session = catalog.tokens.open_session(token, now=NOW)
    catalog.tokens.revoke(token.id, now=NOW)

    assert catalog.tokens.of_session(session, now=NOW) is None


def test_a_full_disk_locks_nobody_out(catalog: Catalog) -> None:
    """That a token was used is not noted then; it is valid all the same."""
    _, secret = catalog.tokens.create("me", [Scope.READ], now=NOW)
    token = catalog.tokens.verify(secret, now=NOW)
    assert token is not None
    session = catalog.tokens.open_session(token, now=NOW)
    later = NOW + timedelta(minutes=5)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The system refuses every write to a file.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        assert catalog.tokens.verify(secret, now=later) is not None
        assert catalog.tokens.of_session(session, now=later) is not None
        with pytest.raises(DiskError):
            catalog.tokens.open_session(token, now=later)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert catalog.tokens.verify(secret, now=later) is not None
    (listed,) = catalog.tokens.all()
    assert listed.last_used_at == later
