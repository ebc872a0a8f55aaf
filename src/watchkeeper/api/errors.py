"""Errors as people get them over HTTP: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from watchkeeper.errors import (
    Conflict,
    DiskError,
    LeaseHeld,
    NotFound,
    StoreError,
    WatchkeeperError,
)
from watchkeeper.store.disk import HINT, is_disk_trouble
from watchkeeper.wire.security_headers import SECURITY_HEADERS

#: The status of each error; the first class that fits decides, any other is 422.
STATUSES: tuple[tuple[type[WatchkeeperError], int], ...] = (
    (NotFound, 404),
    (Conflict, 409),
    (LeaseHeld, 409),
    (DiskError, 507),
    (StoreError, 503),
)


class Problem(BaseModel):
    """What went wrong."""

    error: str = Field(description="What is wrong: which name, which value.")
    hint: str = Field(description="What to do about it; may be empty.")


#: The answers of every resource that are not what was asked for, for the OpenAPI document.
PROBLEMS: Mapping[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The request cannot be read."},
    401: {"model": Problem, "description": "No token, or one that is not valid here."},
    403: {"model": Problem, "description": "The token does not allow this."},
    404: {"model": Problem, "description": "There is no model, version, ... of that name."},
    409: {"model": Problem, "description": "It contradicts what is there, or another writes."},
    413: {"model": Problem, "description": "The body is too large."},
    415: {"model": Problem, "description": "The body has another type than is taken here."},
    422: {"model": Problem, "description": "An argument or a value is wrong."},
    503: {"model": Problem, "description": "The workspace cannot be read or written just now."},
    507: {"model": Problem, "description": "The disk is full or takes no writes."},
}


def told(
    status: int, error: str, hint: str = "", *, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return an error as JSON."""
    return JSONResponse({"error": error, "hint": hint}, status, headers=dict(headers or {}))


def add_error_handlers(app: FastAPI) -> None:
    """Make every error of *app* one of these answers."""
    app.add_exception_handler(WatchkeeperError, _deliberate)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OSError, _system)
    app.add_exception_handler(Exception, _unforeseen)


def status_of(error: WatchkeeperError) -> int:
    """Return the HTTP status that says what kind of error it is."""
    for kind, status in STATUSES:
        if isinstance(error, kind):
            return status
    return 422


def _deliberate(_request: Request, error: Exception) -> Response:
    if not isinstance(error, WatchkeeperError):
        raise error
    return told(status_of(error), error.message, error.hint)


def _invalid(_request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    # The values themselves are left out: they may be a person's, and messages are logged.
    found = error.errors()
    problems = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found]
    hint = "see /api/v1/openapi.json for what is taken here"
    if found[0]["type"] == "json_invalid":
        return told(400, f"the body is no JSON, from character {found[0]['loc'][-1]} on", hint)
    more = f" (and {len(problems) - 5} more)" if len(problems) > 5 else ""
    return told(422, "; ".join(problems[:5]) + more, hint)


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    text = str(error.detail)
    if error.status_code in (404, 405):
        text = f"{text}: {request.method} {request.url.path}"
    return told(error.status_code, text, headers=error.headers)


def _system(request: Request, error: Exception) -> Response:
    if is_disk_trouble(error):
        return told(507, f"the disk takes nothing: {getattr(error, 'strerror', '')}", HINT)
    raise error


def _unforeseen(_request: Request, _error: Exception) -> Response:
    # Sent outside all middleware; the traceback goes to the server's log, not to the caller.
    return told(
        500,
        "something unforeseen went wrong",
        "this is a bug of watchkeeper; the server's log says more, please report it",
        headers=dict(SECURITY_HEADERS),
    )
