"""Versions and the data they learned from grow old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level
from watchkeeper.monitors import Observed
from watchkeeper.monitors.staleness import StalenessConfig

Ask = Callable[..., dict[str, Finding]]
DAY = timedelta(days=1)


@pytest.fixture
def today(
    judged_stream: Callable[..., list[Observed]], moments: Callable[..., np.ndarray]
) -> Observed:
    """Return one window."""
    return judged_stream(
        {"ts": moments(3, 48), "x": np.arange(144) % 7},
        {"ts": moments(1, 48, first_day=3), "x": np.arange(48) % 7},
        features=["x"],
    )[0]


@pytest.mark.parametrize(("days", "level"), [(10, Level.OK), (180, Level.OK), (181, Level.WARNING)])
def test_old_training_data_is_worth_a_look(
    ask: Ask, today: Observed, days: int, level: Level
) -> None:
    """Age alone is never critical."""
    assert today.window is not None
    found = ask("staleness", replace(today, trained_until=today.window.end - days * DAY))

    assert found["training data"].level is level
    assert found["training data"].value == days
    assert found["training data"].reason == (
        f"training data: {days} days old (measured exactly), limit 180"
    )


def test_the_version_has_an_age_of_its_own(ask: Ask, today: Observed) -> None:
    """A limit from the configuration holds."""
    assert today.window is not None
    deployed = replace(today, deployed_at=today.window.end - 40 * DAY)

    assert ask("staleness", deployed)["version"].level is Level.OK
    assert ask("staleness", deployed, version_days=30.0)["version"].level is Level.WARNING


def test_an_unknown_date_is_unknown(ask: Ask, today: Observed) -> None:
    """And says what nobody said."""
    found = ask("staleness", today)

    assert {f.level for f in found.values()} == {Level.UNKNOWN}
    assert "nobody said until when" in found["training data"].reason


def test_a_window_before_the_deployment_has_age_zero(ask: Ask, today: Observed) -> None:
    """Back-filled windows may be older than the version."""
    assert today.window is not None
    found = ask("staleness", replace(today, deployed_at=today.window.end + DAY))["version"]

    assert (found.level, found.value) == (Level.OK, 0.0)


def test_frames_without_time_have_no_finding(
    ask: Ask, judged_frames: Callable[..., Observed]
) -> None:
    """A frame has no age."""
    assert ask("staleness", judged_frames({"x": range(50)}, {"x": range(50)}, features=["x"])) == {}


def test_no_age_is_refused() -> None:
    """Zero days are always over."""
    with pytest.raises(ConfigError, match="data_days"):
        StalenessConfig(data_days=0)
