from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.table import Table

from watchkeeper.cli.output import print_json, print_rich, write_html
from watchkeeper.errors import ConfigError
from watchkeeper.model import Level
from watchkeeper.report import Report


def test_json_has_only_what_json_knows(capsys: pytest.CaptureFixture[str]) -> None:
    """NaN and infinity are not JSON: other programs refuse them."""
    moment = datetime(2024, 1, 31, tzinfo=UTC)
    print_json([{"a": math.nan, "b": (math.inf, 1.5), "c": moment, "d": Level.OK, "e": "ü"}])

    out = capsys.readouterr().out
    assert "ü" in out
    assert json.loads(out) == [
        {"a": None, "b": [None, 1.5], "c": "2024-01-31T00:00:00+00:00", "d": "ok", "e": "ü"}
    ]


def test_no_colours_in_a_pipe(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where the text asks for them."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    print_rich("[bold red]critical[/bold red]")

    assert capsys.readouterr().out == "critical\n"


def test_no_colour_is_respected(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """NO_COLOR wins over what a terminal could do; weight may stay."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    print_rich("[red]critical[/red]")

    assert "\x1b[31m" not in capsys.readouterr().out


def test_lines_in_a_file_end_where_they_end(capsys: pytest.CaptureFixture[str]) -> None:
    """A table is drawn to its full width only where a person looks."""
    table = Table("a", "b", box=None)
    table.add_row("1", "")
    print_rich(table)

    assert all(line == line.rstrip() for line in capsys.readouterr().out.splitlines())


def test_a_page_that_cannot_be_written_is_the_users_to_mend(tmp_path: Path) -> None:
    """The option and its value are named."""
    with pytest.raises(ConfigError, match=r"--html .*: cannot be written: Is a directory"):
        write_html(Report("Empty", ()), tmp_path)
