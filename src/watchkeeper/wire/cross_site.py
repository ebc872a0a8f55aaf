"""Requests that another site's page made a browser send."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_DEFAULT_PORTS = (":80", ":443")


def is_cross_site(method: str, headers: Mapping[str, str]) -> bool:
    """Return whether a request changes something and comes from another site's page.

    Browsers say so in ``Sec-Fetch-Site``, older ones in ``Origin``; a program that sends neither
    is no browser, and no page can make one leave them out. *headers* have names in lower case,
    or do not tell cases apart.
    """
    if method in _SAFE:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return False
    return _plain(urlsplit(origin).netloc) != _plain(headers.get("host", ""))


def _plain(host: str) -> str:
    host = host.lower()
    for port in _DEFAULT_PORTS:
        host = host.removesuffix(port)
    return host
