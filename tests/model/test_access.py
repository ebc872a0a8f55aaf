"""What a scope includes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from watchkeeper.model.access import Scope, Token

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("has", "allows"),
    [
        ("ingest", {"ingest"}),
        ("read", {"read"}),
        ("write", {"read", "write"}),
        ("admin", {"ingest", "read", "write", "admin"}),
    ],
)
def test_write_includes_read_and_admin_everything(has: str, allows: set[str]) -> None:
    """Ingest stands alone: a serving process has no business reading."""
    token = Token(id="a", name="me", scopes=(Scope(has),), created_at=NOW)

    assert {scope.value for scope in Scope if token.allows(scope)} == allows


def test_a_token_is_live_until_it_ends() -> None:
    """Not at the very moment it expires any more."""
    token = Token(id="a", name="me", scopes=(), created_at=NOW, expires_at=NOW)

    assert token.is_live(NOW - timedelta(microseconds=1))
    assert not token.is_live(NOW)
