"""The OpenAPI document says all there is to say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.api.rules import needed
from watchkeeper.model.access import Scope

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def document(http: Any) -> dict[str, Any]:
    """Return the document."""
    return http("GET", "/api/v1/openapi.json").json()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path and description of every operation."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def test_every_operation_is_described(document: dict[str, Any]) -> None:
    """A summary, a sentence, a group, and what its errors look like."""
    for method, path, operation in operations(document):
        told = (method, path, operation.get("summary"), operation.get("description"))
        assert all(told), told
        assert operation["tags"]
        for status in ("401", "403", "404", "409", "422", "503"):
            content = operation["responses"][status]["content"]["application/json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_every_operation_says_which_token_it_needs(document: dict[str, Any]) -> None:
    """As the table of rules has it."""
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for method, path, operation in operations(document):
        scope = needed(method, path, "").scope
        assert scope in set(Scope)
        assert operation["security"] == [{"token": []}]
        assert f"`{scope}`" in operation["description"]


def test_no_page_with_foreign_scripts_is_served(http: Any) -> None:
    """The document is all; viewers are the reader's own."""
    for path in ("/docs", "/redoc"):
        assert http("GET", path).status_code == 404


def test_the_page_in_the_docs_names_every_address(document: dict[str, Any]) -> None:
    """A new resource is written down."""
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`((?:GET|POST|PUT|DELETE) /[^`? ]*)", text))
    there = {f"{method} {path.removeprefix('/api/v1')}" for method, path, _ in operations(document)}

    assert there - told == set()
