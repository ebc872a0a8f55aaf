"""Which form a series has."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.shape import FORMS, shape

TIME = np.arange(90)
CLEAN = {
    "none": np.full(90, 2.0),
    "step": np.where(TIME < 40, 2.0, 3.0),
    "ramp": 2 + 0.1 * np.maximum(TIME - 40, 0),
    "weekly": 2 + np.sin(2 * np.pi * TIME / 7),
    "pulse": np.where((TIME >= 40) & (TIME < 50), 3.0, 2.0),
}


@pytest.mark.parametrize("name", CLEAN)
@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e9])
def test_forms_without_noise_are_named(name: str, unit: float) -> None:
    """In every unit; a constant series is none, not a perfect fit of all."""
    assert shape(CLEAN[name] * unit).name == name


@pytest.mark.parametrize("name", CLEAN)
def test_forms_in_noise_are_named(name: str) -> None:
    """An effect of 5 standard deviations cannot be mistaken."""
    noise = np.random.default_rng(2).normal(size=90)

    found = shape(5 * CLEAN[name] + noise)

    assert found.name == name
    assert found.lead > 5.0


@pytest.mark.parametrize("place", [0, 1, 45, 88, 89])
@pytest.mark.parametrize("size", [4.0, 8.0, 50.0, -1e6])
def test_one_odd_value_is_no_form(place: int, size: float) -> None:
    """Nor is it two of them, wherever they are."""
    values = np.random.default_rng(4).normal(size=90)
    values[place] += size

    assert shape(values).name == "none"
    values[60] += size
    assert shape(values).name == "none"


@pytest.mark.parametrize("place", [0, 1, 45, 88, 89])
def test_one_spike_among_equal_values_is_no_form(place: int) -> None:
    """A share of missing values that is 0 on all days but one."""
    values = np.zeros(90)
    values[place] = 0.3

    assert shape(values).name == "none"


def test_by_hand() -> None:
    """The criterion of one level: n ln(RSS / n) + ln(n) n / (n - 2)."""
    values = np.tile([0.0, 2.0], 20)

    found = shape(values)

    assert found.criteria["none"] == pytest.approx(40 * np.log(1.0) + np.log(40) * 40 / 38)
    assert found.fit.level == 1.0
    assert set(found.criteria) == {form.name for form in FORMS}


def test_lead_is_the_gap_to_the_next() -> None:
    """Of the sorted criteria."""
    found = shape(np.random.default_rng(0).normal(size=90))
    first, second = sorted(found.criteria.values())[:2]

    assert found.lead == pytest.approx(second - first)
    assert found.criteria[found.name] == first


def test_hours_have_another_week() -> None:
    """168 of them."""
    time = np.arange(600)
    values = np.sin(2 * np.pi * time / 168) + 0.3 * np.random.default_rng(0).normal(size=600)

    assert shape(values, period=168).name == "weekly"


def test_turned_round_in_time_a_step_stays_one() -> None:
    """And falls where it rose."""
    values = CLEAN["step"] + 0.1 * np.random.default_rng(2).normal(size=90)

    assert shape(values[::-1]).name == "step"
    assert shape(values[::-1]).fit.size == pytest.approx(-shape(values).fit.size)


def test_short_series_are_unknown() -> None:
    """28 values, or 3 periods."""
    with pytest.raises(NotEnoughData, match="values has 27 rows, needs 28"):
        shape(TIME[:27])
    with pytest.raises(NotEnoughData, match="values has 90 rows, needs 504"):
        shape(TIME, period=168)


def test_a_period_has_three_values() -> None:
    """A harmonic of two has no phase."""
    with pytest.raises(ValueError, match="period must be at least 3, got 2"):
        shape(TIME, period=2)
