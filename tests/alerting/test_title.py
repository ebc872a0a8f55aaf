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


def test_of_metrics_the_newest_speaks_and_the_worst_is_named(made: Any) -> None:
    """Weeks later, nobody wants to read the values of the first day as if they were today's."""
    fall = ("roc_auc", "performance")
    bad = "0.842 [0.809, 0.874] over the last 7 windows, 0.930 in the reference: off by −0.088"
    now = "0.897 [0.885, 0.908] over the last 28 windows, 0.930 in the reference: off by −0.033"
    one = made.only(
        [
            made.deviation(1, *fall, kind="metric", beyond=9.0, reason=bad),
            made.deviation(2, *fall, kind="metric", beyond=3.0, reason=now),
        ]
    )

    assert title(one) == (
        "ROC AUC of flights: 0.897 [0.885, 0.908] over the last 28 windows, "
        "0.930 in the reference; at worst 0.842 [0.809, 0.874]"
    )


def test_a_metric_that_is_well_again_does_not_speak(made: Any) -> None:
    """It stays among the names: it deviated; what deviates now is told."""
    one = made.only(
        [
            made.deviation(1, "roc_auc", "performance", kind="metric", beyond=9.0, reason="0.8: x"),
            made.deviation(2, "brier", "performance", kind="metric", beyond=2.0, reason="0.11: x"),
        ]
    )

    assert title(one) == "ROC AUC and Brier score of flights: Brier score 0.11"
