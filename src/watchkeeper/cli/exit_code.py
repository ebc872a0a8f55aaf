"""What the exit code of a command says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum

from watchkeeper.errors import ConfigError, NotEnoughData, NotFound, WatchkeeperError
from watchkeeper.model import Finding, Level


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


def exit_code_of(findings: Sequence[Finding], fail_on: FailOn) -> ExitCode:
    """Return the code for *findings*; that the schema fits does not make five rows judged.

    Where the verdict is that no column could be judged, and no metric was either, it is 4.
    """
    from watchkeeper.report.verdict import columns_of, judged_columns

    code = exit_code((finding.level for finding in findings), fail_on)
    blind = bool(columns_of(findings)) and not judged_columns(findings)
    measured = any(f.subject_kind == "metric" and f.level is not Level.UNKNOWN for f in findings)
    return ExitCode.NOT_JUDGED if code is ExitCode.OK and blind and not measured else code


def code_of(error: WatchkeeperError) -> ExitCode:
    """Return the code for a command that ended with *error*."""
    if isinstance(error, ConfigError | NotFound):
        return ExitCode.USAGE
    return ExitCode.NOT_JUDGED if isinstance(error, NotEnoughData) else ExitCode.FAILURE
