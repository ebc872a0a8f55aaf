"""What the exit code of a command says."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, StrEnum

from watchkeeper.errors import ConfigError, NotEnoughData, NotFound, WatchkeeperError
from watchkeeper.model import Level


class ExitCode(IntEnum):
    """The exit codes of every command."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    FAILURE = 3
    NOT_JUDGED = 4
    INTERRUPTED = 130


class FailOn(StrEnum):
    """The least level of a finding that makes a command exit with 1."""

    WARNING = "warning"
    CRITICAL = "critical"
    NEVER = "never"


def exit_code(levels: Iterable[Level], fail_on: FailOn) -> ExitCode:
    """Return the code for findings of these *levels*.

    Without a finding, or when all are ``unknown``, nothing could be judged: that is 4, whatever
    *fail_on* says, because silence is not ok.
    """
    found = set(levels)
    if found <= {Level.UNKNOWN}:
        return ExitCode.NOT_JUDGED
    if fail_on is FailOn.NEVER:
        return ExitCode.OK
    least = Level(fail_on.value).rank
    return ExitCode.FINDINGS if any(level.rank >= least for level in found) else ExitCode.OK


def code_of(error: WatchkeeperError) -> ExitCode:
    """Return the code for a command that ended with *error*."""
    if isinstance(error, ConfigError | NotFound):
        return ExitCode.USAGE
    return ExitCode.NOT_JUDGED if isinstance(error, NotEnoughData) else ExitCode.FAILURE
