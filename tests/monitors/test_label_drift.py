"""The base rate among the labels that arrived."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level
from watchkeeper.monitors import Observed
from watchkeeper.monitors.label_drift import LabelDriftConfig
from watchkeeper.performance import ScoreCells, ValueRows, summarise

Ask = Callable[..., dict[str, Finding]]
Days = Callable[..., ScoreCells]
Labelled = Callable[..., Observed]


@pytest.mark.parametrize(
    ("rate", "level"),
    [(0.2, Level.OK), (0.24, Level.WARNING), (0.16, Level.WARNING), (0.3, Level.CRITICAL)],
)
def test_a_rate_that_moved_either_way_is_reported(
    ask: Ask, scored_days: Days, with_labels: Labelled, rate: float, level: Level
) -> None:
    """A tenth of the reference's rate is worth a look, three tenths are critical."""
    reference = scored_days(0, 31, 2000)
    found = ask("label_drift", with_labels(scored_days(1, 28, 2000, rate=rate), reference))

    assert list(found) == ["base_rate"]
    assert found["base_rate"].level is level
    assert found["base_rate"].subject_kind == "label"
    if level is not Level.OK:
        assert found["base_rate"].limit is not None
        assert (found["base_rate"].limit > 0.2) is (rate > 0.2)


def test_days_that_always_differed_widen_what_is_usual(
    ask: Ask, scored_days: Days, with_labels: Labelled
) -> None:
    """The same week alarms beside steady days, and not beside days that come and go."""
    week = scored_days(1, 7, 1000, rate=0.24)
    steady = ask("label_drift", with_labels(week, scored_days(0, 31, 1000)))["base_rate"]
    restless = ask("label_drift", with_labels(week, scored_days(0, 31, 1000, day_effect=0.08)))

    assert steady.level is Level.WARNING
    assert restless["base_rate"].level.rank < Level.WARNING.rank
    assert "times as much as rows explain" in restless["base_rate"].reason


def test_without_labels_it_is_unknown(ask: Ask, scored_days: Days, with_labels: Labelled) -> None:
    """And says how many of how many."""
    observed = with_labels(scored_days(1, 1, 300, labelled=0.02), scored_days(0, 31, 500))
    found = ask("label_drift", observed)["base_rate"]

    assert found.level is Level.UNKNOWN
    assert " of 300 rows have arrived, 30 are needed" in found.reason


def test_a_regression_has_no_base_rate(ask: Ask, with_labels: Labelled) -> None:
    """No finding, rather than one that can never be judged."""
    rows = ValueRows(labels=np.zeros(100), predictions=np.zeros(100))
    cells = summarise(rows, np.zeros(100), 1)

    assert ask("label_drift", with_labels(cells, cells)) == {}


def test_tolerances_must_rise() -> None:
    """The message names the monitor."""
    with pytest.raises(ConfigError, match="label_drift"):
        LabelDriftConfig(warning=0.5)
