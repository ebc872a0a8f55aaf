from __future__ import annotations

import io
import sys

import pytest

from watchkeeper.cli.progress import progress_bar


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


def test_nothing_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    """A log file gets no bars."""
    with progress_bar("windows") as progress:
        assert progress is None
    assert capsys.readouterr() == ("", "")


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """On stderr, with what is done, what there is, and its name."""
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress_bar("windows") as progress:
        assert progress is not None
        progress(3, 7, "flights")

    assert "flights" in terminal.getvalue()
    assert "3/7" in terminal.getvalue()
