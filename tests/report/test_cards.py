from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from watchkeeper.model import Finding, Level, MetricValue
from watchkeeper.report import MetricSeries, Report
from watchkeeper.report.cards import cards

START = datetime(2013, 8, 1, tzinfo=UTC)


def _point(day: int, value: float | None, labelled: int) -> MetricValue:
    start = START + timedelta(days=day - 1)
    return MetricValue(
        metric="roc_auc", value=value, lower=None, upper=None, n=100, n_labelled=labelled,
        reason="" if value else "12 of 50 labels needed",
        window_start=start, window_end=start + timedelta(days=1),
    )  # fmt: skip


def test_a_metric_shows_the_last_window_that_has_its_labels(
    finding: Callable[..., Finding],
) -> None:
    """Days whose labels still arrive may yet change; the level is that of the day shown."""
    points = (_point(1, 0.9, 100), _point(2, 0.8, 99), _point(3, 0.5, 20))
    level = finding("roc_auc", Level.WARNING, 2, subject_kind="metric")
    report = Report("r", (level,), metrics=(MetricSeries(metric="roc_auc", points=points),))

    card = cards(report, ZoneInfo("UTC"))[0]

    assert (card.name, card.value) == ("ROC AUC, 2 August 2013", "0.800")
    assert card.level is Level.WARNING


def test_a_metric_that_is_not_known_says_why() -> None:
    """No number from too few labels."""
    report = Report("r", (), metrics=(MetricSeries(metric="f1", points=(_point(1, None, 12),)),))

    card = cards(report, ZoneInfo("UTC"))[0]

    assert (card.value, card.under, card.level) == ("—", "12 of 50 labels needed", Level.UNKNOWN)


def test_columns_that_could_not_be_judged_are_counted(finding: Callable[..., Finding]) -> None:
    """In violet: it is not fine."""
    report = Report("r", (finding("a", Level.OK), finding("b", Level.UNKNOWN)), rows_current=5)

    rows, judged = cards(report, ZoneInfo("UTC"))

    assert rows.value == "5"
    assert (judged.value, judged.interval, judged.level) == ("1", "of 2", Level.UNKNOWN)


def test_an_empty_report_has_none() -> None:
    """Zeros would look like measurements."""
    assert cards(Report("r", ()), ZoneInfo("UTC")) == []
