from __future__ import annotations

from typing import Any

from watchkeeper.alerting.title import subjects, title
from watchkeeper.model import Level


def test_one_column_is_told_by_its_reason(made: Any) -> None:
    """What, of which model, how much: up to the first semicolon."""
    one = made.only([made.deviation(1, reason="mean 24.2, expected 76.0 (reference); off by 52")])

    assert title(one) == "temp of flights: mean 24.2, expected 76.0 (reference)"


def test_of_several_columns_the_loudest_speaks(made: Any) -> None:
    """It is named before its reason."""
    one = made.only(
        [
            made.deviation(1, "temp", source="weather"),
            made.deviation(1, "rain", source="weather", level=Level.CRITICAL, reason="gone"),
        ]
    )

    assert title(one) == "rain and temp of flights: rain gone"


def test_how_a_value_was_come_by_is_left_to_the_finding(made: Any) -> None:
    """What was expected, and by which baseline, stays."""
    reason = "jump 55.0 (a largest value, without interval), expected 5.3 (reference); off by 49.7"
    one = made.only([made.deviation(1, "temp", reason=reason)])

    assert title(one) == "temp of flights: jump 55.0, expected 5.3 (reference)"


def test_of_many_columns_some_are_counted(made: Any) -> None:
    """A title is not a list."""
    one = made.only([made.deviation(1, f"c{i}", source="weather") for i in range(7)])

    assert title(one).startswith("c0, c1, c2 and 4 more of flights: ")


def test_the_primary_metric_comes_first(made: Any) -> None:
    """However loud the others are."""
    falls = [
        made.deviation(1, name, "performance", kind="metric", beyond=b, reason=f"{b}: off")
        for name, b in (("brier", 9.0), ("roc_auc", 1.0), ("accuracy", 5.0))
    ]

    one = made.only(falls)

    assert subjects(one) == ("roc_auc", "accuracy", "brier")
    assert title(one) == "ROC AUC, accuracy and Brier score of flights: ROC AUC 1.0"
