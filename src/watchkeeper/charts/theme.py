"""The look of every chart, and the programs that draw them in a browser."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

# In the order in which a page must load them.
VENDORED = ("vega.min.js", "vega-lite.min.js", "vega-embed.min.js")


@cache
def theme_json() -> str:
    """Return the text of ``vega-theme.json``: a Vega-Lite config for ``light`` and ``dark``."""
    return files("watchkeeper.charts").joinpath("vega-theme.json").read_text(encoding="utf-8")


def theme(mode: str) -> dict[str, Any]:
    """Return the Vega-Lite config of *mode*, ``light`` or ``dark``."""
    config: dict[str, Any] = json.loads(theme_json())[mode]
    return config


@cache
def program(name: str) -> str:
    """Return the text of one vendored program, as it was published."""
    return files("watchkeeper.charts").joinpath("vendor", name).read_text(encoding="utf-8")
