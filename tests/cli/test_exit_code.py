from __future__ import annotations

import pytest

from watchkeeper.cli.exit_code import FailOn, exit_code
from watchkeeper.model import Level

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
