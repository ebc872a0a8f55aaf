"""Whose token or session a request shows, remembered for some seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from watchkeeper.model.access import Token
from watchkeeper.model.clock import Clock, SystemClock
from watchkeeper.store.catalog.tokens import Tokens

#: How long a token that was revoked elsewhere may still work.
REMEMBERED_S = 5.0
_MOST_REMEMBERED = 10_000
_PLAIN_COOKIE = "watchkeeper"
# Over https a browser takes a cookie of this name from this very host only.
_HOST_COOKIE = "__Host-watchkeeper"


class Callers:
    """The callers of one server: looked up in the catalog, then remembered for 5 seconds."""

    def __init__(
        self,
        tokens: Tokens,
        *,
        clock: Clock | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tokens = tokens
        self.clock = clock or SystemClock()
        self._monotonic = monotonic
        # A session is none where a token is asked for, and the other way round.
        self._known: dict[tuple[str, str], tuple[float, Token]] = {}

    async def of_bearer(self, secret: str) -> Token | None:
        """Return the live token whose text is *secret*."""
        return await self._look_up(("bearer", secret), self.tokens.verify)

    async def of_session(self, secret: str) -> Token | None:
        """Return the live token behind a browser's session."""
        return await self._look_up(("session", secret), self.tokens.of_session)

    def forget_session(self, secret: str) -> None:
        """Look the session *secret* up again when it is shown next."""
        self._known.pop(("session", secret), None)

    async def _look_up(
        self, shown: tuple[str, str], look_up: Callable[..., Token | None]
    ) -> Token | None:
        now = self.clock.now()
        until, token = self._known.get(shown, (0.0, None))
        if token is not None and self._monotonic() < until:
            return token if token.is_live(now) else None
        self._known.pop(shown, None)
        found = await run_in_threadpool(look_up, shown[1], now=now)
        if found is not None:
            self._remember(shown, found)
        return found

    def _remember(self, shown: tuple[str, str], token: Token) -> None:
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        self._known[shown] = (self._monotonic() + REMEMBERED_S, token)

    def now(self) -> datetime:
        """Return what time it is for tokens: the system's, also in a replay."""
        return self.clock.now()


def bearer_of(headers: Headers) -> str | None:
    """Return the token in the header ``Authorization``; None where there is no such header."""
    kind, _, secret = headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else None


def cookie_name(scheme: str) -> str:
    """Return how the session's cookie is called over http or https."""
    return _HOST_COOKIE if scheme == "https" else _PLAIN_COOKIE


def session_of(headers: Headers, scheme: str) -> str | None:
    """Return the session in the request's cookies."""
    return cookie_parser(headers.get("cookie", "")).get(cookie_name(scheme))
