from __future__ import annotations

import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import Every
from watchkeeper.quality.decision import DecisionSettings, settings_for


def test_budget_is_shared_among_all_judgements_and_both_rules() -> None:
    """One false alarm a week over 7 windows of 20 series, single and pair: 1 / 280."""
    settings = settings_for(Every.parse("1d"), series=20)

    assert settings.alpha == pytest.approx(1 / 280)


def test_a_stream_without_series_has_a_budget_too() -> None:
    """Nothing to judge is no division by zero, and the level never exceeds one half."""
    assert settings_for(Every.parse("1w"), series=0).alpha == 0.5


@pytest.mark.parametrize("every", ["1h", "1d", "1w"])
def test_each_moving_baseline_has_a_name_and_a_need(every: str) -> None:
    """Names, needs and lags belong together, the reference comes first."""
    settings = settings_for(Every.parse(every), series=3)

    assert len(settings.baseline_names) == 1 + len(settings.lags)
    assert len(settings.lag_needs) == len(settings.lags)
    assert settings.baseline_names[0] == "reference"


def test_hours_look_back_four_weeks_and_remember_three() -> None:
    """The same hour of the week needs 672 windows; the memory holds 504, absorption takes 24."""
    settings = settings_for(Every.parse("1h"), series=3)

    assert max(max(lags) for lags in settings.lags) == 4 * 168
    assert (settings.history, settings.absorb_after) == (504, 24)


@pytest.mark.parametrize("budget", [0.0, -1.0, float("nan")])
def test_a_budget_of_nothing_is_refused(budget: float) -> None:
    """No limit gives no false alarms at all; the message names the key and what is usual."""
    with pytest.raises(ConfigError, match="false_alarms_per_week must be above 0"):
        DecisionSettings(false_alarms_per_week=budget)
