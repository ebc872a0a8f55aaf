"""From a page's answer to HTTP: HTML or its JSON twin, packed, with strict headers."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from watchkeeper.model.figures import finite
from watchkeeper.web.site import Answer
from watchkeeper.web.templating import templates
from watchkeeper.wire.security_headers import SECURITY_HEADERS

PACK_LEVEL = 4  # 9 costs five times as much for a few per cent
_LEAST_PACKED = 800

HEADERS: Mapping[str, str] = {
    **dict(SECURITY_HEADERS),
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
}


def html(request: Request, answer: Answer) -> Response:
    """Return *answer* as a page, or send the browser on."""
    if answer.goto:
        return RedirectResponse(answer.goto, status_code=303, headers=dict(HEADERS))
    text = templates().get_template(answer.template).render(answer.context)
    return _packed(request, text, "text/html; charset=utf-8", answer.status)


def twin(request: Request, answer: Answer) -> Response:
    """Return *answer* as JSON."""
    text = json.dumps(plain(answer.data()), ensure_ascii=False, allow_nan=False, indent=1)
    return _packed(request, text, "application/json", answer.status)


def plain(value: Any) -> Any:
    """Return *value* as JSON knows it; NaN and infinity become null."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return _plain_one(value)


def _plain_one(value: Any) -> Any:
    if isinstance(value, float):
        return finite(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value if value is None or isinstance(value, bool | int) else str(value)


def _packed(request: Request, text: str, kind: str, status: int) -> Response:
    content = text.encode("utf-8")
    headers = dict(HEADERS)
    if len(content) > _LEAST_PACKED and "gzip" in request.headers.get("accept-encoding", ""):
        content = gzip.compress(content, PACK_LEVEL)
        headers["Content-Encoding"] = "gzip"
    return Response(content, status_code=status, media_type=kind, headers=headers)
