"""The labels that arrived say whether the model became worse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level
from watchkeeper.monitors import Observed
from watchkeeper.monitors.performance import DEFAULT_METRICS, PerformanceConfig
from watchkeeper.performance import ClassRows, ScoreCells, ValueRows, summarise

Ask = Callable[..., dict[str, Finding]]
Days = Callable[..., ScoreCells]
Labelled = Callable[..., Observed]


def until(cells: ScoreCells, day: int) -> ScoreCells:
    """Return the days up to *day*, at most 28 of them."""
    return cells.select(np.arange(max(0, day - 27), day + 1))


def test_a_fall_of_the_area_is_found_within_days(
    ask: Ask, scored_days: Days, with_labels: Labelled
) -> None:
    """.93 to .89 with 1,000 labels a day, days that differ: critical by the third day."""
    reference = scored_days(0, 31, 1000, day_effect=0.05)
    before = scored_days(1, 28, 1000, day_effect=0.05)
    after = scored_days(2, 10, 1000, auc=0.89, day_effect=0.05)
    days = ScoreCells.concat([before, after])
    levels = [
        ask("performance", with_labels(until(days, day), reference), metrics=("roc_auc",))[
            "roc_auc"
        ].level
        for day in range(28, 38)
    ]

    assert Level.CRITICAL in levels[:3]
    assert set(levels[7:]) == {Level.CRITICAL}


def test_the_alarm_tells_value_interval_reference_and_labels(
    ask: Ask, scored_days: Days, with_labels: Labelled
) -> None:
    """The interval excludes the reference's value; the shortest span that is sure speaks."""
    reference, days = scored_days(0, 31, 1000), scored_days(2, 10, 1000, auc=0.85)
    found = ask("performance", with_labels(days, reference))["roc_auc"]

    assert found.level is Level.CRITICAL
    assert found.value is not None
    assert found.upper is not None
    assert found.upper < (found.expected or 0)
    assert (found.n_reference, found.n_current) == (31_000, 1000)
    assert "in this window, 0.9" in found.reason
    assert "changes from 0.009 on matter, 0.023 is critical" in found.reason
    assert "labels of 1,000 of 1,000 rows have arrived" in found.reason
    assert found.limit == pytest.approx((found.expected or 0) * 0.99)
    assert found.subject_kind == "metric"


def test_without_a_change_alarms_are_rare(
    ask: Ask, scored_days: Days, with_labels: Labelled
) -> None:
    """Of 240 days with day effects none alarms: the budget allows .001 a day for two metrics."""
    loud = 0
    for seed in range(6):
        reference = scored_days(2 * seed, 31, 500, day_effect=0.03)
        days = scored_days(2 * seed + 1, 68, 500, day_effect=0.03)
        for day in range(28, 68):
            found = ask(
                "performance", with_labels(until(days, day), reference), metrics=("roc_auc", "f1")
            )
            loud += any(f.level.rank >= Level.WARNING.rank for f in found.values())

    assert loud <= 1


def test_ok_is_said_only_where_a_critical_change_is_ruled_out(
    ask: Ask, scored_days: Days, with_labels: Labelled
) -> None:
    """60 labels are too few to know, 5,000 are enough; both have the same area."""
    reference = scored_days(0, 31, 1000)
    few = ask("performance", with_labels(scored_days(1, 1, 60), reference))["roc_auc"]
    many = ask("performance", with_labels(scored_days(1, 1, 5000), reference))["roc_auc"]

    assert few.level is Level.UNKNOWN
    assert "too uncertain to rule out a critical change (0.023)" in few.reason
    assert few.value is not None
    assert many.level is Level.OK
    assert "a critical change (0.023) is ruled out" in many.reason


def test_the_newest_days_overrule_old_ones(
    ask: Ask, scored_days: Days, with_labels: Labelled
) -> None:
    """After a recovery the last 28 days are still bad on average; the model is not."""
    reference = scored_days(0, 31, 2000)
    days = ScoreCells.concat([scored_days(1, 21, 2000, auc=0.85), scored_days(2, 7, 2000)])
    ill = ask("performance", with_labels(until(days, 20), reference))["roc_auc"]
    well = ask("performance", with_labels(days, reference))["roc_auc"]

    assert ill.level is Level.CRITICAL
    assert well.level is Level.OK


def test_a_loss_is_worse_when_it_rises(ask: Ask, scored_days: Days, with_labels: Labelled) -> None:
    """And a better model raises no alarm on any metric."""
    reference = scored_days(0, 31, 1000)
    worse = ask("performance", with_labels(scored_days(1, 7, 1000, auc=0.85), reference))
    better = ask("performance", with_labels(scored_days(1, 7, 1000, auc=0.97), reference))

    assert worse["brier"].level is Level.CRITICAL
    assert worse["log_loss"].level is Level.CRITICAL
    assert (worse["brier"].limit or 0) > (worse["brier"].expected or 0)
    assert {f.level for f in better.values()} == {Level.OK}


def test_each_metric_of_the_task_has_a_finding(
    ask: Ask, scored_days: Days, with_labels: Labelled
) -> None:
    """Unless the configuration names others; those of another task are passed over."""
    observed = with_labels(scored_days(1, 3, 500), scored_days(0, 31, 500))

    assert tuple(ask("performance", observed)) == DEFAULT_METRICS["binary"]
    assert tuple(ask("performance", observed, metrics=("recall", "mae"))) == ("recall",)


def test_no_label_yet_is_unknown_and_counts_the_rows(
    ask: Ask, scored_days: Days, with_labels: Labelled
) -> None:
    """Over the longest span there is."""
    observed = with_labels(scored_days(1, 7, 200, labelled=0.0), scored_days(0, 31, 500))
    found = ask("performance", observed)

    assert {f.level for f in found.values()} == {Level.UNKNOWN}
    assert found["roc_auc"].reason == "labels of 0 of 1,400 rows have arrived, 30 are needed"


def test_labels_of_earlier_days_speak_while_todays_are_missing(
    ask: Ask, scored_days: Days, with_labels: Labelled
) -> None:
    """Seven days hold enough, though the last one holds none."""
    days = ScoreCells.concat([scored_days(1, 6, 2000), scored_days(2, 1, 2000, labelled=0.0)])
    found = ask("performance", with_labels(days, scored_days(0, 31, 2000)))["roc_auc"]

    assert found.level is Level.OK
    assert "over the last 7 windows" in found.reason
    assert "labels of 12,000 of 14,000 rows have arrived" in found.reason


@pytest.mark.parametrize("share", [None, 0.0])
def test_a_reference_without_labels_is_unknown(
    ask: Ask, scored_days: Days, with_labels: Labelled, share: float | None
) -> None:
    """Whether it had no label column or no label; the value is shown all the same."""
    reference = None if share is None else scored_days(0, 31, 100, labelled=share)
    found = ask("performance", with_labels(scored_days(1, 3, 500), reference))["roc_auc"]

    assert found.level is Level.UNKNOWN
    assert "the reference" in found.reason
    assert found.value is not None


def test_one_class_has_no_area(ask: Ask, scored_days: Days, with_labels: Labelled) -> None:
    """The reason is the metric's own; accuracy is judged."""
    ones = summarise(
        ClassRows(
            task="binary",
            classes=("on time", "late"),
            labels=np.zeros(500, np.int64),
            predictions=np.zeros(500, np.int64),
            scores=np.full(500, 0.1),
        ),
        np.zeros(500),
        1,
        edges=scored_days(0, 1, 1).edges,
    )
    found = ask("performance", with_labels(ones, scored_days(0, 31, 500)))

    assert found["roc_auc"].level is Level.UNKNOWN
    assert "none of 500 scored rows is positive" in found["roc_auc"].reason
    assert found["accuracy"].level is not Level.UNKNOWN


def test_a_reference_without_time_is_said_to_have_no_windows(
    ask: Ask, scored_days: Days, with_labels: Labelled
) -> None:
    """Nobody knows how much its days differ."""
    reference = scored_days(0, 31, 500).total()
    found = ask("performance", with_labels(scored_days(1, 1, 5000), reference))["roc_auc"]

    assert found.reason.endswith("rows taken as independent, as the reference has no windows")


def test_days_that_differ_are_said_to(ask: Ask, scored_days: Days, with_labels: Labelled) -> None:
    """With the factor on the variance, which is a measure too."""
    reference = scored_days(0, 31, 1000, day_effect=0.08)
    found = ask("performance", with_labels(scored_days(1, 7, 1000), reference))["precision"]
    effect = next(m for m in found.measures if m.name == "design_effect")

    assert (effect.value or 0) > 1.5
    assert "times as much as rows explain" in found.reason


def test_without_a_task_there_is_no_finding(
    ask: Ask, with_labels: Labelled, scored_days: Days
) -> None:
    """Nothing is scored."""
    observed = replace(with_labels(scored_days(0, 1, 50), None), scored=None)

    assert ask("performance", observed) == {}


def test_no_window_yet_is_unknown(ask: Ask, scored_days: Days, with_labels: Labelled) -> None:
    """A stream that has just begun."""
    none = scored_days(0, 2, 50).select(np.zeros(0, np.int64))
    found = ask("performance", with_labels(none, scored_days(0, 31, 50)))["f1"]

    assert (found.level, found.reason) == (Level.UNKNOWN, "there is no window yet")


def regression(seed: int, days: int, *, sd: float = 1.0, shift: float = 0.0) -> ScoreCells:
    """Return days of 300 rows with residuals of this s.d. and mean."""
    rng = np.random.default_rng(seed)
    day = np.repeat(np.arange(days), 300)
    labels = rng.normal(size=day.size)
    rows = ValueRows(labels=labels, predictions=labels + rng.normal(shift, sd, day.size))
    return summarise(rows, day, days)


def test_a_regression_is_judged_by_its_errors(ask: Ask, with_labels: Labelled) -> None:
    """A bias is held to parts of the error's size, for its own value may be nothing."""
    reference = regression(0, 31)
    wide = ask("performance", with_labels(regression(1, 7, sd=1.3), reference))
    shifted = ask(
        "performance", with_labels(regression(1, 7, shift=0.3), reference), metrics=("bias",)
    )
    same = ask("performance", with_labels(regression(1, 7), reference), metrics=("bias",))

    assert {f.level for f in wide.values()} == {Level.CRITICAL}
    assert shifted["bias"].level is Level.CRITICAL
    assert same["bias"].level is not Level.CRITICAL


def test_a_reference_at_zero_has_no_scale(
    ask: Ask, scored_days: Days, with_labels: Labelled
) -> None:
    """A hundredth of nothing is nothing, so nothing can be said to matter."""
    never = scored_days(0, 31, 200)
    zero = replace(never, confusion=np.zeros_like(never.confusion) + np.array([[1, 1], [1, 0]]))
    found = ask("performance", with_labels(scored_days(1, 3, 200), zero), metrics=("recall",))

    assert found["recall"].level is Level.UNKNOWN
    assert "the reference's value is 0" in found["recall"].reason


NEW = ("average_precision", "f2", "f0_5", "mcc", "negative_predictive_value", "calibration_error")


def test_the_further_metrics_are_judged_by_name(
    ask: Ask, scored_days: Days, with_labels: Labelled
) -> None:
    """Quiet while nothing changes, also where a day's calibration error is larger by chance."""
    reference = scored_days(0, 31, 1000)
    quiet = [
        f.level
        for seed in range(1, 6)
        for f in ask(
            "performance", with_labels(scored_days(seed, 7, 1000), reference), metrics=NEW
        ).values()
    ]
    worse = ask(
        "performance", with_labels(scored_days(9, 7, 1000, auc=0.8), reference), metrics=NEW
    )

    assert len(quiet) == 30
    assert {Level.WARNING, Level.CRITICAL}.isdisjoint(quiet)
    assert {n for n, f in worse.items() if f.level is Level.CRITICAL} >= {
        "average_precision",
        "f2",
        "mcc",
    }


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"warning": 0.1, "critical": 0.05}, "rise"),
        ({"loss_warning": 0.0}, "losses"),
        ({"metrics": ("roc_acu",)}, "did you mean 'roc_auc'"),
    ],
)
def test_settings_are_checked(given: dict[str, object], says: str) -> None:
    """At load time, with the name."""
    with pytest.raises(ConfigError, match=says):
        PerformanceConfig(**given)  # type: ignore[arg-type]
