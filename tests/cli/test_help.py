from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.cli import COMMANDS, GROUPS

SCRIPT = Path(__file__).parents[2] / "scripts" / "write_cli_docs.py"

Words = tuple[str, ...]
ALL: list[tuple[Words, Callable[..., int]]] = [
    *(((command.__name__,), command) for command in COMMANDS),
    *(((g.name, name), command) for g in GROUPS for name, command in g.commands.items()),
]
each_command = pytest.mark.parametrize(
    ("words", "command"), ALL, ids=[" ".join(words) for words, _ in ALL]
)


@each_command
def test_every_command_says_what_it_does(
    words: Words, command: Callable[..., int], cli: Any
) -> None:
    """Its first sentence, every option, and `--json`."""
    run = cli(*words, "--help")

    assert (run.code, run.err) == (0, "")
    assert (command.__doc__ or "?").splitlines()[0] in run.out
    assert "--json" in run.out


@each_command
def test_every_option_is_explained(words: Words, command: Callable[..., int], cli: Any) -> None:
    """No option stands there with its name only."""
    text = cli(*words, "--help").out
    options = text[text.index("Options:") :].splitlines()[1:]
    silent = [
        line
        for line, after in zip(options, [*options[1:], ""], strict=True)
        if line.startswith("  -") and len(line.split("  ")) < 3 and after.startswith("  -")
    ]

    assert silent == []


def test_the_page_of_the_command_line_says_the_same() -> None:
    """After a change: ``python scripts/write_cli_docs.py``."""
    run = subprocess.run(
        [sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False
    )

    assert (run.returncode, run.stderr) == (0, "")
