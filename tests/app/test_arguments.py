"""Moments, zones and names that are given to a workspace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

import watchkeeper as wk
from watchkeeper.errors import ConfigError

NAIVE = datetime(2024, 2, 1)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("until", lambda ws, at: ws.run(until=at)),
        ("known_at", lambda ws, at: ws.findings("flights", known_at=at)),
        ("known_at", lambda ws, at: ws.metrics("flights", known_at=at)),
        ("deployed_at", lambda ws, at: ws.deploy("flights", version="2", deployed_at=at)),
        ("trained_at", lambda ws, at: ws.deploy("flights", version="2", trained_at=at)),
        ("trained_until", lambda ws, at: ws.deploy("flights", version="2", trained_until=at)),
        ("at", lambda ws, at: ws.note("flights", "strike", at=at)),
        ("start", lambda ws, at: ws.set_baseline("flights", at, at)),
        ("start", lambda ws, at: ws.metric_between("flights", "accuracy", at, at)),
    ],
)
def test_a_moment_needs_a_zone(lab: Any, name: str, ask: Callable[[Any, datetime], object]) -> None:
    """The argument is named, and nothing is done."""
    with pytest.raises(ConfigError, match=rf"^{name}: the time 2024-02-01(.|\n)*hint: add tzinfo"):
        ask(lab.ws, NAIVE)
    assert len(lab.ws.versions("flights")) == 1


def test_nothing_is_judged_ahead_of_the_clock(lab: Any) -> None:
    """A day that has not come is not silent."""
    lab.log(lab.rows(0))
    lab.clock.advance(lab.day(1))

    assert lab.ws.run(until=lab.day(9)).windows == 1
    assert {f.window_end for f in lab.findings()} == {lab.day(1)}


def test_an_unknown_monitor_has_a_near_one(lab: Any) -> None:
    """No finding of a misspelt monitor would look like good news."""
    with pytest.raises(ConfigError, match=r"'drfit'(.|\n)*did you mean 'drift'"):
        lab.findings(monitor="drfit")
    assert [f.monitor for f in lab.findings(monitor="baseline")] == ["baseline"]


def test_zones_off_the_hour_are_refused(lab: Any, baseline: wk.Baseline) -> None:
    """Where rows are counted by hours of UTC; metrics of rows are cut exactly."""
    with pytest.raises(ConfigError, match=r"'Asia/Kolkata'(.|\n)*tz=\"UTC\""):
        lab.ws.register("flights", task="binary", timezone="Asia/Kolkata")
    rows = lab.rows(0)
    with pytest.raises(ConfigError, match=r"'Asia/Kolkata'(.|\n)*tz=\"UTC\""):
        wk.check(rows, baseline, every="1d", tz="Asia/Kolkata")

    table = wk.metrics(
        rows,
        "accuracy",
        label="y",
        score="p",
        positive="late",
        timestamp="ts",
        every="1d",
        tz="Asia/Kolkata",
    )
    assert [m.n for m in table] == [93, 27]
    assert {m.window_start for m in table} == {lab.day(n) - timedelta(hours=5.5) for n in (0, 1)}


def test_a_workspace_whose_zone_is_off_the_hour_is_refused(lab: Any) -> None:
    """When its settings are read."""
    (lab.folder / "watchkeeper.toml").write_text('[workspace]\ntimezone = "Asia/Kolkata"\n')
    with pytest.raises(ConfigError, match=r"timezone(.|\n)*'Asia/Kolkata'"):
        wk.open(lab.folder)
