"""Style sheets and programs, under addresses that change with their content."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from watchkeeper.charts.theme import VENDORED, program

FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


class Asset(NamedTuple):
    """One file as it is sent."""

    content: bytes
    packed: bytes
    kind: str
    digest: str


def _ours(package: str, name: str) -> Callable[[], str]:
    return lambda: files(package).joinpath("static", name).read_text(encoding="utf-8")


# Tokens and the drawing of charts are the report's: one look, one file.
_SOURCES: Mapping[str, Callable[[], str]] = {
    "tokens.css": _ours("watchkeeper.report", "tokens.css"),
    "app.css": _ours("watchkeeper.web", "app.css"),
    "login.css": _ours("watchkeeper.web", "login.css"),
    "theme.js": _ours("watchkeeper.web", "theme.js"),
    "charts.js": _ours("watchkeeper.report", "charts.js"),
    "app.js": _ours("watchkeeper.web", "app.js"),
    **{name: (lambda name=name: program(name)) for name in VENDORED},  # type: ignore[misc]
}


@cache
def asset(name: str) -> Asset:
    """Return a file by its name, packed once."""
    content = _SOURCES[name]().encode("utf-8")
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    digest = hashlib.sha256(content).hexdigest()[:16]
    return Asset(content, gzip.compress(content, 9, mtime=0), f"{kind}; charset=utf-8", digest)


def serve_login_style(request: Request) -> Response:
    """Answer with the look of the login page, whose address is fixed: the API's page names it."""
    content = asset("tokens.css").content + asset("login.css").content
    return Response(content, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def asset_url(name: str) -> str:
    """Return the address of a file; it changes when the file does."""
    return f"/static/{asset(name).digest}/{name}"


def serve_asset(request: Request) -> Response:
    """Answer with a file, packed where the browser takes it so."""
    name = request.path_params["name"]
    if name not in _SOURCES or asset(name).digest != request.path_params["digest"]:
        return PlainTextResponse("no such file\n", status_code=404)
    found = asset(name)
    headers = FOREVER | {"Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        packed = headers | {"Content-Encoding": "gzip"}
        return Response(found.packed, media_type=found.kind, headers=packed)
    return Response(found.content, media_type=found.kind, headers=headers)
