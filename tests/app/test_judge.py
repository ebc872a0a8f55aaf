"""Monitors asked in turn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import watchkeeper as wk
from watchkeeper.app.judge import run_monitors
from watchkeeper.errors import DataError
from watchkeeper.model import Finding
from watchkeeper.monitors import MONITORS, Monitor, MonitorConfig, Observed
from watchkeeper.quality.decision import judge_frames


@pytest.fixture
def observed() -> Observed:
    """Return a window that is its own reference."""
    x = np.random.default_rng(0).normal(size=300)
    baseline = wk.Baseline.fit({"x": x})
    return Observed(
        baseline=baseline,
        profile=baseline.total,
        judged=judge_frames(baseline.columns, baseline.total, baseline.total),
    )


def _failing(error: Exception) -> Monitor:
    def check(observed: Observed, config: MonitorConfig) -> Iterator[Finding]:
        raise error
        yield

    return Monitor("broken", check, MonitorConfig, "rows", "?")


@pytest.mark.parametrize(
    "error",
    [ZeroDivisionError("by zero"), KeyError("x"), AttributeError("y"), DataError("odd")],
    ids=lambda e: type(e).__name__,
)
def test_a_monitor_that_fails_is_unknown_and_stops_no_other(
    observed: Observed, error: Exception
) -> None:
    """Its finding says how it failed; those around it answer as ever."""
    asked = (MONITORS[0], _failing(error), *MONITORS[1:])

    found = list(run_monitors(observed, {}, asked))

    broken = [f for f in found if f.monitor == "broken"]
    assert [f.level.value for f in broken] == ["unknown"]
    assert type(error).__name__ in broken[0].reason
    assert [f for f in found if f.monitor != "broken"] == list(run_monitors(observed, {}))


def test_a_monitor_that_is_switched_off_is_not_asked(observed: Observed) -> None:
    """It has no finding at all."""
    config = {"missing": MonitorConfig(enabled=False)}

    monitors = {f.monitor for f in run_monitors(observed, config)}

    assert "missing" not in monitors
    assert "drift" in monitors
