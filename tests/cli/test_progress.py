from __future__ import annotations

import io
import sys

import pytest

from watchkeeper.cli.progress import progress_bar, progress_lines


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


def test_elsewhere_a_line_for_each_heading(capsys: pytest.CaptureFixture[str]) -> None:
    """A log of a long replay shows that it goes on, and does not fill with days."""
    told = progress_lines(lambda what: what.split()[0])
    for done, what in enumerate(["April 29", "April 30", "May 1"], 1):
        told(done, 3, what)

    written = capsys.readouterr()
    assert written == ("", "note: April (1 of 3)\nnote: May (3 of 3)\n")
