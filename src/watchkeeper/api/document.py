"""The OpenAPI document: resources and given routes, each with the token that it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from fastapi import FastAPI

from watchkeeper.api.errors import PROBLEMS
from watchkeeper.api.rules import needed

_SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of this workspace: `watchkeeper tokens create`. "
        "A server without tokens, on this machine only, needs none.",
    }
}
_PROBLEM = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def write_document(app: FastAPI, given: Mapping[str, Mapping[str, Any]]) -> None:
    """Complete the document that *app* serves.

    Args:
        app: The application, with all its resources.
        given: Path to OpenAPI path item of the routes that are no resources of FastAPI's.
    """
    document = app.openapi()
    document["components"]["securitySchemes"] = _SCHEMES
    for path, item in given.items():
        document["paths"][path] = deepcopy(dict(item))
    for method, path, operation in _operations(document):
        _with_token(operation, method, path)
        _with_problems(operation)


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def _with_token(operation: dict[str, Any], method: str, path: str) -> None:
    scope = needed(method, path, "").scope
    if scope is None:
        return
    operation["security"] = [{"token": []}]
    text = operation.get("description", "")
    operation["description"] = f"{text}\n\nA token needs the scope `{scope}`.".strip()


def _with_problems(operation: dict[str, Any]) -> None:
    responses = operation.setdefault("responses", {})
    for status, told in PROBLEMS.items():
        description = told["description"]
        responses.setdefault(str(status), {"description": description, "content": _PROBLEM})
