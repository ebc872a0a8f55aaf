from __future__ import annotations

import pytest

from watchkeeper.cli.exit_code import FailOn, exit_code, exit_code_of
from watchkeeper.model import Finding, Level

OK, UNKNOWN, WARNING, CRITICAL = Level.OK, Level.UNKNOWN, Level.WARNING, Level.CRITICAL


@pytest.mark.parametrize(
    ("levels", "fail_on", "code"),
    [
        ([OK, UNKNOWN], FailOn.CRITICAL, 0),
        ([OK, WARNING], FailOn.CRITICAL, 0),
        ([OK, WARNING], FailOn.WARNING, 1),
        ([OK, CRITICAL], FailOn.CRITICAL, 1),
        ([CRITICAL, UNKNOWN], FailOn.WARNING, 1),
        ([CRITICAL], FailOn.NEVER, 0),
        ([UNKNOWN, UNKNOWN], FailOn.CRITICAL, 4),
        ([UNKNOWN], FailOn.NEVER, 4),
        ([], FailOn.CRITICAL, 4),
    ],
)
def test_the_code_follows_the_worst_finding(
    levels: list[Level], fail_on: FailOn, code: int
) -> None:
    """All unknown, or nothing at all, is not ok."""
    assert exit_code(levels, fail_on) == code


def finding(monitor: str, subject: str, level: Level, kind: str = "feature") -> Finding:
    """Return a finding with nothing but what the code looks at."""
    return Finding(
        monitor=monitor,
        subject=subject,
        subject_kind=kind,  # type: ignore[arg-type]
        level=level,
        reason="",
    )


def test_a_fitting_schema_alone_is_no_judgement() -> None:
    """Of five rows one can only say that their columns are there."""
    starved = [finding("schema", "a", OK), finding("drift", "a", UNKNOWN)]
    starved += [finding("missing", "a", UNKNOWN), finding("schema", "stream", OK, "model")]

    assert exit_code_of(starved, FailOn.CRITICAL) == 4
    assert exit_code_of([*starved, finding("performance", "f1", OK, "metric")], FailOn.NEVER) == 0
    assert exit_code_of([*starved, finding("volume", "stream", CRITICAL, "model")], FailOn.WARNING)
    assert exit_code_of([finding("drift", "a", OK)], FailOn.CRITICAL) == 0
