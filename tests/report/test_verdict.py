from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from watchkeeper.model import Finding, Level
from watchkeeper.report.verdict import judged_columns, next_step, verdict, why, worst

Make = Callable[..., Finding]


def test_broken_columns_are_counted_and_named(finding: Make) -> None:
    """The worst first; a warning of a broken column does not count as one more."""
    findings = [
        finding("temp", value=9.0, limit=1.0),
        finding("dep_delay", value=2.0, limit=1.0),
        finding("temp", Level.WARNING, monitor="drift"),
        finding("visib", Level.WARNING),
        finding("seats", Level.OK),
    ]

    assert (
        verdict(findings) == "2 of 4 columns are broken: temp and dep_delay; 1 more needs a look."
    )


def test_warnings_alone_need_a_look(finding: Make) -> None:
    """No column is called broken for a warning."""
    findings = [finding("visib", Level.WARNING), finding("seats", Level.OK)]

    assert verdict(findings) == "1 of 2 columns needs a look: visib."


@pytest.mark.parametrize(("value", "side"), [(0.87, "below"), (0.95, "above")])
def test_a_metric_leads_and_says_on_which_side_it_is(
    finding: Make, value: float, side: str
) -> None:
    """What the model does matters more than what its columns look like."""
    metric = finding("roc_auc", subject_kind="metric", value=value, limit=0.9)

    assert verdict([finding("temp"), metric]) == (
        f"ROC AUC is {side} its limit, and 1 of 1 column is broken: temp."
    )


def test_the_stream_of_rows_is_named_by_its_monitor(finding: Make) -> None:
    """Volume belongs to no column."""
    volume = finding("stream", monitor="volume", subject_kind="model")

    assert verdict([volume]) == "Volume is out of bounds."


def test_quiet_says_in_how_many_columns_and_how_many_were_not_judged(finding: Make) -> None:
    """Unknown is never counted as fine."""
    fine = [finding(f"c{i}", Level.OK) for i in range(12)]
    blind = [finding(f"u{i}", Level.UNKNOWN) for i in range(3)]

    assert verdict(fine) == "Nothing beyond its limits in 12 columns."
    assert verdict(fine + blind) == (
        "Nothing beyond its limits in 12 columns; 3 could not be judged."
    )


def test_single_checks_that_could_not_be_made_are_counted(finding: Make) -> None:
    """The column is judged by its other checks, and the gap is still said."""
    findings = [
        finding("temp", Level.OK),
        finding("temp", Level.OK, monitor="drift"),
        finding("temp", Level.UNKNOWN, monitor="jump"),
    ]

    assert verdict(findings) == "Nothing beyond its limits in 1 column; 1 check could not be made."


def test_too_few_rows_say_how_many_are_needed(finding: Make) -> None:
    """The commonest reason speaks; others are counted."""
    few = [finding(f"c{i}", Level.UNKNOWN, reason="5 of 100 rows needed") for i in range(3)]
    other = finding("d", Level.UNKNOWN, reason="column gone")

    assert verdict(few) == "Nothing could be judged: 5 of 100 rows needed."
    assert verdict([*few, other]) == (
        "Nothing could be judged: 5 of 100 rows needed, and 1 other reason."
    )


def test_a_schema_that_fits_does_not_make_a_column_judged(finding: Make) -> None:
    """Of five rows one learns their columns, not more."""
    findings = [
        finding("temp", Level.OK, monitor="schema"),
        finding("temp", Level.UNKNOWN, reason="5 of 100 rows needed"),
        finding("temp", Level.UNKNOWN, monitor="drift", reason="5 of 100 rows needed"),
    ]

    assert judged_columns(findings) == []
    assert verdict(findings) == "Column temp could not be judged: 5 of 100 rows needed."


def test_nothing_looked_at_is_not_fine() -> None:
    """No finding at all: the level is unknown."""
    assert verdict([]) == "Nothing was looked at."
    assert worst([]) is Level.UNKNOWN


def test_many_windows_are_told_as_episodes(finding: Make) -> None:
    """Five bad days in a row are one story; one that reaches the last day is open."""
    days = [finding("temp", Level.CRITICAL if 10 <= d <= 14 else Level.OK, d) for d in range(1, 21)]
    visib = finding("visib", Level.WARNING, 20)

    assert verdict(days) == ("1–20 August 2013: 1 critical episode; over since 15 August.")
    assert verdict([*days, visib]) == (
        "1–20 August 2013: 2 episodes, 1 of them critical; visib is still beyond the limit."
    )


def test_days_are_those_of_the_reports_zone(finding: Make) -> None:
    """A window from 04:00 to 04:00 UTC is a day in New York."""
    start, day = datetime(2013, 8, 10, 4, tzinfo=UTC), timedelta(days=1)
    findings = [
        finding(window_start=start + d * day, window_end=start + (d + 1) * day) for d in (0, 1)
    ]

    assert verdict(findings, timezone="America/New_York").startswith("10–11 August 2013: ")


def test_why_gives_the_reason_of_the_worst(finding: Make) -> None:
    """In the monitor's own words; quiet needs no reason."""
    findings = [finding("visib", Level.WARNING, reason="b"), finding("temp", reason="in °C")]

    assert why(findings) == "temp: in °C."
    assert why([finding(level=Level.OK)]) == ""


def test_the_next_step_names_the_source_where_one_owns_the_column(finding: Make) -> None:
    """Columns of one source have one owner to ask."""
    findings = [finding("temp", source="wx/hourly"), finding("dewp", source="wx/hourly")]

    assert next_step(findings) == "Ask the owner of wx/hourly what changed in temp and dewp."
    assert next_step([finding(level=Level.OK)]) == "Nothing to do."
