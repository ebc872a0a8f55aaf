"""What commands write: results to stdout, everything else to stderr."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

import typer

_WIDTH_OF_A_FILE = 160


def print_json(value: object) -> None:
    """Write *value* to stdout as JSON; times as text, NaN and infinity as null."""
    typer.echo(json.dumps(_plain(value), indent=2, ensure_ascii=False, allow_nan=False))


def print_rich(*renderables: object) -> None:
    """Write *renderables* to stdout: colours on a terminal, plain text in a file or pipe."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else _WIDTH_OF_A_FILE
    console = Console(width=width, highlight=False, emoji=False)
    for renderable in renderables:
        console.print(renderable)


def note(text: str) -> None:
    """Write a remark to stderr."""
    typer.echo(f"note: {text}", err=True)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
