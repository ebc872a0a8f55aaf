"""What a caller may do, and the token that says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """What a token allows: ``write`` includes ``read``, ``admin`` everything."""

    INGEST = "ingest"
    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


_INCLUDES: dict[Scope, frozenset[Scope]] = {
    Scope.INGEST: frozenset({Scope.INGEST}),
    Scope.READ: frozenset({Scope.READ}),
    Scope.WRITE: frozenset({Scope.READ, Scope.WRITE}),
    Scope.ADMIN: frozenset(Scope),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token without its secret: who holds it may do ``scopes``, of ``model`` or of all."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    model: str | None = None
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def allows(self, needed: Scope) -> bool:
        """Return whether *needed* is among its scopes, or included in one of them."""
        return any(needed in _INCLUDES[scope] for scope in self.scopes)

    def is_live(self, now: datetime) -> bool:
        """Return whether it is neither revoked nor expired at *now*."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
