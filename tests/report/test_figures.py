from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from watchkeeper.model import Level, MetricValue
from watchkeeper.report import ColumnView, MetricSeries, SeriesView
from watchkeeper.report.figures import column_figure, metric_figure, series_figure, window_word

ZONE = ZoneInfo("America/New_York")
START = datetime(2013, 8, 1, 4, tzinfo=UTC)


def _points(length: timedelta, n: int = 3) -> tuple[MetricValue, ...]:
    return tuple(
        MetricValue(
            metric="roc_auc", value=0.9, lower=0.88, upper=0.92, n=1000, n_labelled=500,
            window_start=START + i * length, window_end=START + (i + 1) * length,
        )
        for i in range(n)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("length", "word"),
    [(timedelta(hours=1), "hour"), (timedelta(days=1), "day"), (timedelta(days=7), "week"),
     (timedelta(days=3), "window")],
)  # fmt: skip
def test_windows_are_called_by_their_length(length: timedelta, word: str) -> None:
    """ "ROC AUC by day" is what people say."""
    assert window_word(_points(length)) == word


def test_the_table_has_all_the_chart_shows_latest_first() -> None:
    """Value, interval, n and the labelled share, in the report's zone."""
    figure = metric_figure(
        MetricSeries(metric="roc_auc", points=_points(timedelta(days=1))), (), ZONE
    )

    assert figure.rows[0] == (
        "3 August 2013", "0.900", "[0.880, 0.920]", "1,000", "50.0\u202f%", "",
    )  # fmt: skip
    assert figure.spec["datasets"]["points"][0]["t"] == "2013-08-01T00:00:00Z"


def test_a_column_table_has_every_category_however_many_are_drawn() -> None:
    """The chart adds up the small ones."""
    n = 40
    column = ColumnView(
        name="dest", role="feature", kind="category", labels=tuple(f"d{i}" for i in range(n)),
        reference=(1 / n,) * n, current=(1 / n,) * n, current_name="August",
    )  # fmt: skip

    figure = column_figure(column)

    assert len(figure.rows) == n
    assert figure.head == ("value", "reference", "August")


def test_a_series_says_what_was_allowed() -> None:
    """Between two limits, or beyond one."""
    series = SeriesView(
        subject="dep_delay",
        measure="missing",
        unit="share",
        points=(
            (START, 0.03, 0.02, None, 0.09, Level.OK),
            (START + timedelta(days=1), 0.2, 0.02, 0.01, 0.09, Level.CRITICAL),
        ),
    )

    figure = series_figure(series, (), ZONE)

    assert figure.rows[0][3:] == ("1.0\u202f% to 9.0\u202f%", "Critical")
    assert figure.rows[1][3] == "9.0\u202f%"
