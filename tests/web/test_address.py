"""Addresses of pages."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from watchkeeper.web.address import name_in, segment, with_query

NAMES = (
    "flights",
    "a/b",
    "50%",
    "a%2Fb",
    "..",
    ".",
    "x.json",
    "a b",
    "ü",
    "<script>",
    "a\\b",
    "?#&",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_back_from_its_segment(name: str) -> None:
    """The server decodes the path once, the page the rest."""
    assert name_in(unquote(segment(name))) == name


@pytest.mark.parametrize("name", NAMES)
def test_a_segment_is_one_segment(name: str) -> None:
    """Neither a slash nor a dot segment is left when the server has decoded it."""
    decoded = unquote(segment(name))

    assert "/" not in decoded
    assert decoded not in (".", "..")
    assert not decoded.endswith(".json")


def test_what_is_not_set_is_not_in_the_query() -> None:
    """Addresses are short where nothing is out of the ordinary."""
    assert with_query("/models", {"level": "", "environment": None}) == "/models"
    assert with_query("/models", {"level": "ok"}) == "/models?level=ok"
