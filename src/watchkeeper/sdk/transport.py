"""One kept-alive HTTP connection to the server: the only place of the SDK that knows sockets."""

from __future__ import annotations

import contextlib
import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult

TIMEOUT_S = 10.0
MAX_REPLY_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answered."""

    status: int
    body: bytes
    retry_after: str


class Unreachable(Exception):
    """No answer came; whether the request arrived is not known."""


class Transport:
    """Posts bodies over one connection, opened anew when it broke."""

    def __init__(self, server: SplitResult, token: str | None) -> None:
        self._server = server
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._connection: http.client.HTTPConnection | None = None

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Return the answer to *body* posted to *path*.

        Raises:
            Unreachable: there was none.
        """
        kept = self._connection is not None
        try:
            return self._post(path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionError) as error:
            # A kept connection may have been closed while it was idle; a fresh one tells.
            if not kept:
                raise Unreachable(type(error).__name__) from error
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(type(error).__name__) from error
        try:
            return self._post(path, body, headers)
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(type(error).__name__) from error

    def close(self) -> None:
        """Close the connection; the next post opens another."""
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
            self._connection = None

    def _post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        connection = self._connection = self._connection or self._connect()
        answered = False
        try:
            target = self._server.path + path
            connection.request("POST", target, body, {**self._headers, **headers})
            response = connection.getresponse()
            text = response.read(MAX_REPLY_BYTES)
            answered = response.isclosed()
        finally:
            # A connection with half an answer on it would give the rest to the next request.
            if not answered:
                self.close()
        return Reply(response.status, text, response.getheader("Retry-After", ""))

    def _connect(self) -> http.client.HTTPConnection:
        secure = self._server.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        return kind(str(self._server.hostname), self._server.port, timeout=TIMEOUT_S)
