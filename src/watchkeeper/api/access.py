"""In which way a server asks who its callers are, and where it may listen."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from watchkeeper.errors import ConfigError
from watchkeeper.model.clock import SystemClock
from watchkeeper.store.catalog.catalog import Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may ask.

    ``tokens``: whoever shows a token that allows it. ``open``: everybody who reaches the server;
    unless ``any_host``, only under a loopback name: a page of another site, whose name was made
    to point here, is refused.
    """

    mode: Literal["open", "tokens"]
    any_host: bool = False


def require_safe_binding(host: str, *, insecure: bool, catalog: Catalog) -> Access:
    """Return how a server that listens on *host* asks who its callers are.

    As long as there is a token that was not revoked, everybody needs one, on loopback too: a
    proxy in front of it would else let everybody in. That the last one has expired opens
    nothing. Without any token the server is open, and then only on loopback.

    Args:
        host: The name or address to listen on.
        insecure: Let everybody in, wherever it listens.
        catalog: Where the tokens are.

    Raises:
        ConfigError: beyond loopback, without a valid admin token and without *insecure*.
    """
    if insecure:
        return Access(mode="open", any_host=True)
    here = is_loopback(host)
    if catalog.tokens.has_admin(SystemClock().now()) or (here and catalog.tokens.in_use()):
        return Access(mode="tokens")
    if here:
        return Access(mode="open")
    raise ConfigError(
        f"host {host!r} can be reached from other machines, and no valid admin token exists",
        hint="make one first: watchkeeper tokens create --scope admin --name me; "
        "or listen on 127.0.0.1; or let everybody in with --insecure",
    )


@lru_cache(1_000)
def is_loopback(host: str) -> bool:
    """Return whether *host* (a name or address, without port) is this machine only."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
