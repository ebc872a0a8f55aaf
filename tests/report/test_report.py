from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from watchkeeper.model import Finding, Level
from watchkeeper.report import Report


def test_level_is_the_worst_and_unknown_without_findings(finding: Callable[..., Finding]) -> None:
    """Nothing looked at is not ok."""
    report = Report("r", (finding(level=Level.OK), finding(level=Level.WARNING)))

    assert report.level is Level.WARNING
    assert Report("r", ()).level is Level.UNKNOWN


def test_not_judged_are_the_unknown_ones(finding: Callable[..., Finding]) -> None:
    """Each with its reason."""
    blind = finding("b", Level.UNKNOWN)

    assert Report("r", (finding("a", Level.OK), blind)).not_judged == (blind,)


def test_dicts_are_plain(finding: Callable[..., Finding]) -> None:
    """Ready for JSON: levels as words, times as text."""
    (row,) = Report("r", (finding(day=10),)).to_dicts()

    assert row["level"] == "critical"
    assert row["window_start"] == "2013-08-10T00:00:00+00:00"


def test_repr_is_one_line_with_the_verdict(finding: Callable[..., Finding]) -> None:
    """Thousands of findings would flood a prompt."""
    report = Report("flights", tuple(finding(f"c{i}") for i in range(1000)))

    assert repr(report) == (
        "<Report 'flights': 1,000 of 1,000 columns are broken: c0, c1, c2 and 997 more.>"
    )


def test_importing_it_loads_no_third_party_package() -> None:
    """Templates, tables and colours are loaded when they are first needed."""
    code = (
        "import sys, watchkeeper.report.report; "
        "print([m for m in ('jinja2', 'rich', 'pyarrow', 'numpy') if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
