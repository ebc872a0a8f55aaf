"""From a budget of false alarms to a threshold."""

from __future__ import annotations

import pytest

from watchkeeper.stats.sequential import arl_for


def test_two_thousand_monitors_and_one_alarm_a_week() -> None:
    """methods.md c3: 14,000 days each."""
    assert arl_for(false_alarms_per_week=1, monitors=2000) == 14_000


def test_rows_are_days_times_rows_a_day() -> None:
    """methods.md c3 [R]: with a step a row, the run length in days times the rows of a day."""
    days = arl_for(false_alarms_per_week=0.5, monitors=20)

    rows = arl_for(false_alarms_per_week=0.5, monitors=20, steps_per_week=7 * 50)

    assert rows == days * 50 == 14_000


@pytest.mark.parametrize("name", ["false_alarms_per_week", "monitors", "steps_per_week"])
@pytest.mark.parametrize("bad", [0, -1.0, float("nan"), float("inf")])
def test_what_is_no_budget_is_refused_by_name(name: str, bad: float) -> None:
    """Nothing is divided by zero."""
    with pytest.raises(ValueError, match=name):
        arl_for(**{"false_alarms_per_week": 1.0, "monitors": 3, "steps_per_week": 7.0, name: bad})  # type: ignore[arg-type]


def test_an_alarm_at_every_step_is_no_budget() -> None:
    """Seven ticks a week cannot raise eight alarms."""
    with pytest.raises(ValueError, match="allows an alarm at each of the 7 steps a week"):
        arl_for(false_alarms_per_week=8, monitors=1)
