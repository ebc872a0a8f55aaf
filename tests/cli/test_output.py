from __future__ import annotations

import json
import math
from datetime import UTC, datetime

import pytest

from watchkeeper.cli.output import print_json, print_rich
from watchkeeper.model import Level


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
