from __future__ import annotations

from datetime import UTC, datetime, timedelta

from watchkeeper.charts.marks import Occasion, occasion_rows

START = datetime(2013, 4, 1, tzinfo=UTC)
DAY = timedelta(days=1)
DOMAIN = (START, START + 100 * DAY)


def test_faults_of_one_stretch_are_shaded_once_and_counted() -> None:
    """Two names on one spot could not be read."""
    end = START + 5 * DAY
    rows = occasion_rows([Occasion(START, t, True, end) for t in ("one", "two")], DOMAIN)

    assert [row["l"] for row in rows["spans"]] == ["2 faults"]


def test_words_that_would_run_into_each_other_are_left_out() -> None:
    """The rule stays; its name is in the list beside the chart."""
    rows = occasion_rows(
        [Occasion(START, "version 1 deployed"), Occasion(START + DAY, "version 2 deployed")], DOMAIN
    )

    assert [row["l"] for row in rows["rules"]] == ["version 1 deployed", ""]


def test_words_near_the_right_edge_are_written_to_the_left() -> None:
    """They would be cut off otherwise."""
    rows = occasion_rows([Occasion(START + 98 * DAY, "version 2 deployed")], DOMAIN)

    assert rows["rules"][0]["r"] == 1


def test_what_lies_outside_the_picture_is_not_drawn() -> None:
    """It would stretch the axis."""
    before = Occasion(START - 9 * DAY, "old", True, START - DAY)

    assert occasion_rows([before, Occasion(DOMAIN[1] + DAY, "new")], DOMAIN) == {
        "spans": [],
        "rules": [],
    }
