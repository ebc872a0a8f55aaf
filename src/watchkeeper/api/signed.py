"""Who did something."""

from __future__ import annotations

from watchkeeper.model.access import Token

NOBODY = "somebody"


def signed(token: Token | None, by: str | None) -> str:
    """Return who did something: the token's name says more than what a caller says of itself."""
    if token is not None:
        return token.name
    return by or NOBODY
