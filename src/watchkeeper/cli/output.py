"""What commands write: results to stdout, everything else to stderr."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from watchkeeper.errors import ConfigError

if TYPE_CHECKING:
    from rich.console import Console

    from watchkeeper.report import Report

_WIDTH_OF_A_FILE = 160


def print_json(value: object) -> None:
    """Write *value* to stdout as JSON; times as text, NaN and infinity as null."""
    typer.echo(json.dumps(_plain(value), indent=2, ensure_ascii=False, allow_nan=False))


def print_rich(*renderables: object) -> None:
    """Write *renderables* to stdout: colours on a terminal, plain text in a file or pipe."""
    from rich.console import Console

    on_terminal = sys.stdout.isatty()
    width = None if on_terminal else _WIDTH_OF_A_FILE
    console = Console(width=width, highlight=False, emoji=False)
    if on_terminal:
        _print_all(console, renderables)
        return
    # Rich fills lines up to the width, which in a file is only in the way.
    with console.capture() as captured:
        _print_all(console, renderables)
    for line in captured.get().splitlines():
        typer.echo(line.rstrip())


def _print_all(console: Console, renderables: Iterable[object]) -> None:
    for renderable in renderables:
        console.print(renderable)


def write_html(report: Report, path: Path) -> None:
    """Write *report* to *path* as one HTML file; its folder is made where there is none.

    Raises:
        ConfigError: nothing can be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        report.to_html(path)
    except OSError as error:
        raise ConfigError(f"--html {path}: cannot be written: {error.strerror}") from error


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
