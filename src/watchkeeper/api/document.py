"""The OpenAPI document: resources and given routes, each with the token that it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

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


class DescribedApp(FastAPI):
    """An application whose document says of every address which token it needs.

    ``described`` is a part of an OpenAPI document, ``paths`` and ``components.schemas``, about
    the routes that are no resources of FastAPI's.
    """

    described: Mapping[str, Any]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, without looking for a tracer first: there is no telemetry here."""
        if scope["type"] == "http":
            await Starlette.__call__(self, scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """Return the document; it is written when it is asked for first, and then kept."""
        if self.openapi_schema is None:
            _complete(super().openapi(), self.described)
        return super().openapi()


def _complete(document: dict[str, Any], described: Mapping[str, Any]) -> None:
    more = deepcopy(dict(described))
    components = document.setdefault("components", {})
    document["paths"] |= more.get("paths", {})
    components.setdefault("schemas", {}).update(more.get("components", {}).get("schemas", {}))
    components["securitySchemes"] = _SCHEMES
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
