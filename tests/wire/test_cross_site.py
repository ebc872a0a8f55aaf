"""Requests that another site's page made a browser send."""

from __future__ import annotations

import pytest

from watchkeeper.wire.cross_site import is_cross_site


@pytest.mark.parametrize(
    ("method", "headers", "refused"),
    [
        ("POST", {"sec-fetch-site": "cross-site"}, True),
        ("POST", {"sec-fetch-site": "same-site"}, True),
        ("POST", {"sec-fetch-site": "same-origin"}, False),
        ("POST", {"origin": "https://evil.example", "host": "watch.example"}, True),
        ("POST", {"origin": "https://watch.example", "host": "watch.example:443"}, False),
        ("POST", {}, False),
        ("GET", {"sec-fetch-site": "cross-site"}, False),
    ],
)
def test_only_our_own_pages_may_change_something(
    method: str, headers: dict[str, str], refused: bool
) -> None:
    """A program that is no browser sends neither header, and is let through to the gate."""
    assert is_cross_site(method, headers) is refused
