"""Rows that were dropped, failed, or did not fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level
from watchkeeper.monitors import Observed
from watchkeeper.monitors.rejected import RejectedConfig
from watchkeeper.stats.interval import wilson

Ask = Callable[..., dict[str, Finding]]


@pytest.fixture
def rows(judged_frames: Callable[..., Observed]) -> Observed:
    """Return a window of 900 rows."""
    return judged_frames({"x": range(1000)}, {"x": range(900)}, features=["x"])


@pytest.mark.parametrize(
    ("rejected", "rescued", "level"),
    [
        (0, 0, Level.OK),
        (10, 0, Level.OK),
        (30, 0, Level.WARNING),
        (0, 30, Level.WARNING),
        (100, 0, Level.CRITICAL),
        (50, 50, Level.CRITICAL),
    ],
)
def test_the_interval_must_reach_the_limit(
    ask: Ask, rows: Observed, rejected: int, rescued: int, level: Level
) -> None:
    """Ten of 910 are 1.1 %, but may be less than one in a hundred."""
    found = ask("rejected", replace(rows, rejected=rejected, rescued=rescued))["stream"]
    share = wilson(rejected + rescued, 900 + rejected)

    assert found.level is level
    assert (found.value, found.lower, found.upper) == (share.value, share.lower, share.upper)
    assert found.n_current == 900 + rejected


def test_few_rows_are_unknown(ask: Ask, judged_frames: Callable[..., Observed]) -> None:
    """One of one rejected is no rate."""
    observed = judged_frames({"x": range(1000)}, {"x": range(1)}, features=["x"])
    found = ask("rejected", replace(observed, rejected=1))["stream"]

    assert found.level is Level.UNKNOWN
    assert found.reason == "2 rows in all (1 rejected or ill-fitting), 30 are needed"


def test_tolerances_must_rise() -> None:
    """The message shows both."""
    with pytest.raises(ConfigError, match=r"0\.2 and 0\.1"):
        RejectedConfig(warning=0.2, critical=0.1)
