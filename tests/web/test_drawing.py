"""Small drawings inside tables."""

from __future__ import annotations

from watchkeeper.model import MetricValue
from watchkeeper.web.drawing import sparkline, ticks


def point(value: float | None) -> MetricValue:
    """Return a week with a value."""
    return MetricValue(metric="m", value=value, lower=value, upper=value, n=10, n_labelled=10)


def test_a_gap_stays_a_gap() -> None:
    """A week that is not known is not drawn through."""
    drawn = sparkline([point(0.1), point(0.2), point(None), point(0.3)], None, "roc_auc")

    assert drawn.count("<polyline") == 2


def test_one_value_is_no_line() -> None:
    """And none is nothing."""
    assert sparkline([point(0.1)], None, "roc_auc") == ""
    assert sparkline([], 0.5, "roc_auc") == ""


def test_the_name_is_escaped() -> None:
    """It comes from a model's configuration."""
    assert "<b>" not in sparkline([point(0.1), point(0.2)], 0.3, "<b>")


def test_ticks_say_how_many_days_were_loud() -> None:
    """The picture has its words."""
    drawn = ticks(("", "w", "c"))

    assert "2 of 3 days" in drawn
    assert drawn.count("<rect") == 3
    assert ticks(()) == ""
