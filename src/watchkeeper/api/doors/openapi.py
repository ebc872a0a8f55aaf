"""The doors in the OpenAPI document: written from the types they decode."""

from __future__ import annotations

from typing import Any

import msgspec

from watchkeeper.app.ingest.records import REQUESTS
from watchkeeper.wire.doors import (
    ARROW,
    BATCH_HEADER,
    ENVIRONMENT_HEADER,
    JSON,
    KINDS,
    MAX_BODY_BYTES,
    PREFIX,
    VERSION_HEADER,
)

_HEADERS = (VERSION_HEADER, ENVIRONMENT_HEADER, BATCH_HEADER)
_ABOUT = {
    "predictions": "Record answers of a model; each is kept once, however often it is sent.",
    "labels": "Record what was true, any time later; corrections are later records.",
    "operations": "Record what requests, intervals and jobs took, and how they ended.",
}
_REFUSALS = {
    "400": "The body is empty, broken off, or no JSON.",
    "404": "No such model, or no such version.",
    "413": f"The body is larger than {MAX_BODY_BYTES // 2**20} MiB.",
    "415": "The body is neither JSON nor an Arrow stream.",
    "422": "The body is not a request with a list of records.",
    "429": "Too much waits already; send it again after `Retry-After` seconds.",
    "503": "The request could not be kept; send it again.",
    "507": "The server's disk is full or takes no writes; nothing was kept.",
}
_ERROR = {
    "type": "object",
    "required": ["error", "hint"],
    "properties": {"error": {"type": "string"}, "hint": {"type": "string"}},
}
_REPLY = {
    "type": "object",
    "required": ["accepted", "rejected", "repeated"],
    "properties": {
        "accepted": {"type": "integer", "description": "Records that are on the disk."},
        "rejected": {
            "type": "array",
            "description": "Records that are not kept, each with the reason.",
            "items": {
                "type": "object",
                "properties": {
                    "index": {"type": "integer"},
                    "field": {"type": "string"},
                    "reason": {"type": "string"},
                },
            },
        },
        "repeated": {
            "type": "boolean",
            "description": "A request with this batch_id was kept before; nothing was added.",
        },
    },
}


def door_paths() -> dict[str, Any]:
    """Return the entry of each door under ``paths`` of the document."""
    return {f"{PREFIX}/models/{{model}}/{kind}": {"post": _operation(kind)} for kind in KINDS}


def door_schemas() -> dict[str, Any]:
    """Return the entries under ``components.schemas`` that `door_paths` refers to."""
    _, schemas = msgspec.json.schema_components(
        REQUESTS.values(), ref_template="#/components/schemas/{name}"
    )
    return schemas


def _operation(kind: str) -> dict[str, Any]:
    name = REQUESTS[kind].__name__
    binary = {"type": "string", "format": "binary"}
    return {
        "operationId": f"post_{kind}",
        "summary": _ABOUT[kind],
        "tags": ["ingest"],
        "parameters": [
            {"name": "model", "in": "path", "required": True, "schema": {"type": "string"}},
            *({"name": h, "in": "header", "schema": {"type": "string"}} for h in _HEADERS),
        ],
        "requestBody": {
            "required": True,
            "content": {
                JSON: {"schema": {"$ref": f"#/components/schemas/{name}"}},
                ARROW: {"schema": binary},
            },
        },
        "responses": {
            "202": {"description": "On the disk.", "content": _json(_REPLY)},
            **{
                status: {"description": about, "content": _json(_ERROR)}
                for status, about in _REFUSALS.items()
            },
        },
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {JSON: {"schema": schema}}
