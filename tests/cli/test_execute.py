from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from watchkeeper.cli.execute import execute
from watchkeeper.errors import (
    ConfigError,
    DataError,
    NotEnoughData,
    NotFound,
    StoreError,
    WatchkeeperError,
)


def ends_with(outcome: Any) -> Callable[[], int]:
    """Return a command that returns *outcome*, or raises it."""

    def command() -> int:
        """Do it."""
        if isinstance(outcome, BaseException):
            raise outcome
        return int(outcome)

    return command


def other() -> int:
    """Do something else."""
    return 0


@pytest.mark.parametrize("code", [0, 1, 4])
def test_the_code_of_the_command_is_the_code(code: int) -> None:
    """Commands decide; nothing is rounded to success."""
    assert execute([ends_with(code), other], ["command"]) == code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("a"), 2),
        (NotFound("a"), 2),
        (DataError("a"), 3),
        (StoreError("a"), 3),
        (WatchkeeperError("a"), 3),
        (NotEnoughData("a"), 4),
    ],
)
def test_deliberate_errors_have_their_codes(
    error: WatchkeeperError, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is told on stderr, and stdout stays clean for pipes."""
    assert execute([ends_with(error), other], ["command"]) == code
    assert capsys.readouterr() == ("", "error: a\n")


def test_the_hint_has_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong, then what to do."""
    execute([ends_with(ConfigError("no column 'x'", hint="did you mean 'y'?")), other], ["command"])

    assert capsys.readouterr().err == "error: no column 'x'\nhint: did you mean 'y'?\n"


def test_a_bug_is_shown_and_never_looks_like_a_finding(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Python's own exit code for a traceback is 1, which here means findings."""
    assert execute([ends_with(ZeroDivisionError("oops")), other], ["command"]) == 3
    written = capsys.readouterr()
    assert "ZeroDivisionError: oops" in written.err
    assert "hint: this is a bug of watchkeeper" in written.err


def test_an_interrupt_is_not_a_finding_either() -> None:
    """Ctrl-C gives what shells expect."""
    assert execute([ends_with(KeyboardInterrupt()), other], ["command"]) == 130


def test_without_arguments_the_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever types only the name wants to know what there is."""
    assert execute([ends_with(0), other], []) == 0
    assert "Do something else." in capsys.readouterr().out
