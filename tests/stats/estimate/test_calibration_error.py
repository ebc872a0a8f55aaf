"""The expected calibration error with weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from watchkeeper.stats.estimate import calibration_error


def test_two_bins_by_hand() -> None:
    """Forecasts of .2 and .8, of which .4 and .7 come true: (.2 + .1) / 2."""
    forecast = np.repeat([0.2, 0.8], 10)
    label = np.array([1] * 4 + [0] * 6 + [1] * 7 + [0] * 3)

    e = calibration_error(label, forecast, np.ones(20), np.ones(20), bins=2)

    assert e.value == pytest.approx(0.15)


def test_weights_undo_the_plan(window: Any) -> None:
    """From labels drawn unevenly it is the error of all rows, within its limits."""
    forecast = window.score**2
    ones = np.ones(3000)

    e = calibration_error(window.label, forecast, window.inclusion, window.labelled)
    whole = calibration_error(window.label, forecast, ones, ones)

    assert whole.value > 0.1
    assert e.lower < whole.value < e.upper


def test_calibrated_forecasts_reach_down_to_nothing(window: Any) -> None:
    """The value is noise, and the lower limit says so."""
    e = calibration_error(window.label, window.score, window.inclusion, window.labelled)

    assert e.lower == 0.0
    assert 0.0 < e.value < 0.08


def test_worse_forecasts_have_a_larger_error(window: Any) -> None:
    """Monotone in how far they are off."""
    values = [
        calibration_error(
            window.label, window.score**power, window.inclusion, window.labelled
        ).value
        for power in (1.0, 1.5, 2.0, 4.0)
    ]

    assert values == sorted(values)


def test_a_constant_forecast_is_one_bin(window: Any) -> None:
    """The error is how far it lies from the share of positives."""
    ones = np.ones(3000)

    e = calibration_error(window.label, np.full(3000, 0.7), ones, ones)

    assert e.value == pytest.approx(0.7 - window.label.mean())


def test_refusals(window: Any) -> None:
    """By name."""
    given = (window.inclusion, window.labelled)
    with pytest.raises(ValueError, match="bins must be 1 or more, got 0"):
        calibration_error(window.label, window.score, *given, bins=0)
    with pytest.raises(ValueError, match="label must hold 0 and 1 only"):
        calibration_error(window.label + 1, window.score, *given)
    with pytest.raises(ValueError, match="forecast must lie in 0 to 1"):
        calibration_error(window.label, window.score + 1, *given)
