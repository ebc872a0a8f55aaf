from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.console import Console

from watchkeeper.model import Finding, Level
from watchkeeper.report import Report
from watchkeeper.report.terminal import MOST_LINES

Make = Callable[..., Finding]


def _printed(report: Report, width: int = 100) -> str:
    console = Console(width=width, record=True, file=None, force_terminal=False, quiet=False)
    with console.capture() as captured:
        console.print(report)
    return captured.get()


def test_verdict_first_then_the_worst_then_what_was_not_judged(finding: Make) -> None:
    """The order of importance."""
    report = Report(
        "r",
        (
            finding("seats", Level.OK),
            finding("visib", Level.UNKNOWN, reason="5 of 100 rows needed"),
            finding("temp", value=0.2, lower=0.1, upper=0.3, limit=0.05, measure="missing share"),
        ),
        notes=("times were read as UTC",),
    )

    text = _printed(report)

    parts = [
        "✖ 1 of 3 columns is broken: temp.",
        "Next step:",
        "✖ Critical",
        "20.0\u202f%",
        "? Not judged: visib (missing)",
        "✔ 1 check on 1 subject found nothing beyond a limit",
        "times were read as UTC",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_a_name_is_never_read_as_markup(finding: Make) -> None:
    """A column called [red] is printed as it is called."""
    assert "[red]" in _printed(Report("r", (finding("[red]"),)))


def test_a_long_list_is_cut_and_counted(finding: Make) -> None:
    """A terminal is for the top of the list."""
    report = Report("r", tuple(finding(f"c{i}") for i in range(MOST_LINES + 3)))

    assert "and 3 more" in _printed(report)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_fits_any_width(finding: Make, width: int) -> None:
    """No line is longer than the terminal."""
    report = Report("r", (finding("a_column_with_a_rather_long_name", reason="why " * 30),))

    assert max(len(line) for line in _printed(report, width).splitlines()) <= width


def test_an_empty_report_is_one_sentence() -> None:
    """And what to do about it."""
    text = _printed(Report("r", ()))

    assert text.startswith("? Nothing was looked at.")
