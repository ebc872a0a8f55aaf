from __future__ import annotations

import math
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from watchkeeper.model import Finding, Level, Measure
from watchkeeper.report.rows import gaps, glyph, loud_lines, quiet, spoken

Make = Callable[..., Finding]
UTC = ZoneInfo("UTC")


def test_a_line_writes_value_interval_n_and_limit(finding: Make) -> None:
    """Never a number alone."""
    one = finding(
        "roc_auc", subject_kind="metric", measure="roc_auc", monitor="performance",
        value=0.873, lower=0.858, upper=0.887, limit=0.89, n_current=18343,
    )  # fmt: skip

    (line,) = loud_lines([one], UTC)

    assert (line.subject, line.what) == ("ROC AUC", "performance")
    assert spoken(line) == "0.873 [0.858, 0.887], n 18,343, limit 0.890"


def test_a_limit_is_never_rounded_away(finding: Make) -> None:
    """0.045 % beside 3.5 % would read 0.0 %."""
    one = finding(measure="missing share", value=0.035, lower=0.024, upper=0.049, limit=0.00045)

    assert loud_lines([one], UTC)[0].limit == "0.04\u202f%"


def test_nan_and_infinity_are_written_as_not_known(finding: Make) -> None:
    """A dash, and no picture of an interval."""
    shown = (Measure(name="psi", value=math.inf),)
    one = finding(value=math.nan, lower=-math.inf, upper=None, limit=math.nan, measures=shown)

    (line,) = loud_lines([one], UTC)

    assert (line.value, line.interval, line.limit, line.glyph) == ("—", "", "—", None)
    assert line.measures[0].value == "—"


def test_many_windows_become_episodes_with_their_worst_window(finding: Make) -> None:
    """Shown is the peak; the line says how long it lasted and whether it still lasts."""
    days = [finding(day=d, value=float(d), limit=1.0) for d in (10, 11, 12)]

    (line,) = loud_lines(days, UTC)

    assert (line.when, line.when_more) == ("10–12 August 2013", "3 windows, still open")
    assert line.value == "12"
    assert ("shown is the worst window", "12 August 2013") in line.facts


def test_findings_without_a_window_stand_beside_episodes(finding: Make) -> None:
    """A contract that is broken at all times has no episode, and is not lost."""
    lines = loud_lines([finding("a", day=1), finding("a", day=2), finding("schema")], UTC)

    assert sorted(line.subject for line in lines) == ["a", "schema"]


def test_gaps_are_grouped_by_reason_and_never_judged_come_first(finding: Make) -> None:
    """A hundred columns with too few rows are one line."""
    few = [finding(f"c{i}", Level.UNKNOWN, reason="too few rows") for i in range(100)]
    cold = [
        finding("temp", Level.UNKNOWN if d < 3 else Level.OK, d, monitor="drift", reason="cold")
        for d in range(1, 6)
    ]

    first, second = gaps([*cold, *few])

    assert (first.reason, len(first.subjects), first.windows) == ("Too few rows.", 100, "")
    assert (second.subjects, second.windows) == (("temp (drift)",), "2 of 5 windows")


def test_quiet_is_what_was_judged_and_never_loud(finding: Make) -> None:
    """A monitor that warned once is not among the quiet ones; unknown alone is not either."""
    findings = [
        finding("temp", Level.OK, 1),
        finding("temp", Level.WARNING, 2),
        finding("temp", Level.OK, 1, monitor="drift"),
        finding("dewp", Level.UNKNOWN, 1),
    ]

    assert [(q.subject, q.monitors) for q in quiet(findings)] == [("temp", ("drift",))]


def test_a_glyph_keeps_the_order_of_its_numbers() -> None:
    """From the smallest at the left to the largest at the right."""
    marks = glyph(0.873, 0.858, 0.887, 0.89, 0.93)

    assert marks is not None
    assert marks.low == pytest.approx(6)
    assert marks.low < marks.value < (marks.high or 0) < (marks.limit or 0) < (marks.expected or 0)
    assert marks.expected == pytest.approx(94)
