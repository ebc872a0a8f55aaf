"""The page's own files, made ready to stand inside one HTML document."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from functools import cache
from importlib.resources import files
from typing import Any

from watchkeeper.charts.theme import VENDORED, program, theme_json

_MAP = re.compile(r"\n//# sourceMappingURL=\S*\s*$")


def json_inside_html(value: Any) -> str:
    """Return *value* as JSON that cannot end the element it stands in.

    NaN and infinity become null: JSON has no word for them.
    """
    text = json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def script_inside_html(text: str) -> str:
    """Return a program that cannot end its element, without its pointer to a source map."""
    text = _MAP.sub("\n", text)
    return re.sub(r"</(?=script)", r"<\\/", text, flags=re.IGNORECASE).replace("<!--", r"<\!--")


def source_hash(text: str) -> str:
    """Return what a content security policy calls an inline script by."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@cache
def style() -> str:
    """Return the style sheets of the page."""
    return _static("tokens.css") + _static("report.css")


@cache
def behaviour() -> str:
    """Return the page's own program; the theme is settled before charts are drawn."""
    return script_inside_html(_static("report.js") + _static("charts.js"))


@cache
def drawing() -> tuple[str, ...]:
    """Return the vendored programs that draw charts, in their order."""
    return tuple(script_inside_html(program(name)) for name in VENDORED)


@cache
def theme_inside_html() -> str:
    """Return both chart themes as JSON."""
    return json_inside_html(json.loads(theme_json()))


def _static(name: str) -> str:
    return files("watchkeeper.report").joinpath("static", name).read_text(encoding="utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
