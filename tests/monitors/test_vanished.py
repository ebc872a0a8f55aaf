"""Categories that always occurred and no longer do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import watchkeeper as wk
from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level
from watchkeeper.monitors import Observed
from watchkeeper.monitors.vanished import VanishedConfig

Ask = Callable[..., dict[str, Finding]]
ROWS = 400
WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@pytest.fixture
def days(
    judged_stream: Callable[..., list[Observed]], moments: Callable[..., np.ndarray]
) -> Callable[..., list[Observed]]:
    """Return a function from categories a day to the windows of those days."""

    def judged(by_day: list[list[str]], **fit: Any) -> list[Observed]:
        rng = np.random.default_rng(0)
        values = np.concatenate([rng.choice(names, ROWS) for names in by_day])
        whole = {"ts": moments(len(by_day), ROWS), "c": values}
        reference = {k: v[: 40 * ROWS] for k, v in whole.items()}
        current = {k: v[40 * ROWS :] for k, v in whole.items()}
        return judged_stream(reference, current, **fit)

    return judged


def test_a_category_that_always_came_is_missed(ask: Ask, days: Callable[..., Any]) -> None:
    """From the day it stays away, for a week; then its absence is normal."""
    windows = days([["a", "b", "c"]] * 60 + [["a", "b"]] * 9)[20:]
    found = [ask("vanished", w)["c"] for w in windows]

    assert [f.level for f in found] == [Level.CRITICAL] * 7 + [Level.OK] * 2
    assert found[0].reason.startswith(
        "none of 400 rows has 'c'; every window before had at least 30.5"
    )
    assert found[0].value == 0.0
    assert found[0].upper == pytest.approx(3.84 / 403.84, rel=1e-2)
    assert found[0].p_value is not None
    assert found[0].p_value < 1e-4


def test_a_weekday_is_not_missed_on_other_days(ask: Ask, days: Callable[..., Any]) -> None:
    """No category of such a column comes every day, so none can vanish: it is not judged."""
    windows = days([[WEEK[i % 7]] for i in range(70)])[14:]
    found = [ask("vanished", w)["c"] for w in windows]

    assert {f.level for f in found} == {Level.UNKNOWN}
    assert "no category comes so steadily" in found[0].reason


def test_a_category_that_rests_on_sundays_is_not_missed(ask: Ask, days: Callable[..., Any]) -> None:
    """The others of its column are still watched."""
    by_day = [["a", "b"] if i % 7 == 6 else ["a", "b", "c"] for i in range(70)]
    found = [ask("vanished", w)["c"] for w in days(by_day)[20:]]

    assert {f.level for f in found} == {Level.OK}
    assert found[0].reason == "2 steady categories of the column all occur"


def test_fourteen_windows_are_needed(ask: Ask, days: Callable[..., Any]) -> None:
    """Before that nothing is known to be usual."""
    windows = days([["a", "b"]] * 60)
    levels = [ask("vanished", w)["c"].level for w in windows]

    assert levels[:14] == [Level.UNKNOWN] * 14
    assert set(levels[14:]) == {Level.OK}


def test_a_small_share_is_a_warning(ask: Ask, judged_frames: Callable[..., Observed]) -> None:
    """From 5 % of the rows on its absence is critical."""
    reference = ["a"] * 480 + ["b"] * 20
    found = ask("vanished", judged_frames({"c": reference}, {"c": ["a"] * 500}))["c"]

    assert found.level is Level.WARNING
    assert found.expected == 0.04
    assert "the reference had at least 4.0" in found.reason


def test_rows_too_few_to_miss_anything_are_unknown(
    ask: Ask, judged_frames: Callable[..., Observed]
) -> None:
    """Five rows without a category prove nothing; nor do fifty without a rare one."""
    reference = ["a", "b", *[f"n{i}" for i in range(98)]] * 20

    few = ask("vanished", judged_frames({"c": reference}, {"c": ["a"] * 5}))["c"]
    rare = ask("vanished", judged_frames({"c": reference}, {"c": ["a"] * 50}))["c"]

    assert (few.level, few.reason) == (Level.UNKNOWN, "5 usable rows, 30 are needed")
    assert rare.level is Level.UNKNOWN
    assert "50 rows without it" in rare.reason


def test_no_drift_seldom_looks_like_absence(
    ask: Ask, judged_frames: Callable[..., Observed]
) -> None:
    """In 300 windows of the reference's own shares none is reported (error 1 in 10,000)."""
    rng = np.random.default_rng(3)
    names = [f"n{i}" for i in range(20)]
    shares = np.arange(1, 21) / 210
    reference = {"c": rng.choice(names, 20_000, p=shares)}
    loud = 0
    for _ in range(300):
        current = {"c": rng.choice(names, 150, p=shares)}
        loud += ask("vanished", judged_frames(reference, current))["c"].level.rank >= 2

    assert loud == 0


@pytest.mark.parametrize("given", [{"error": 0.0}, {"critical_share": 1.5}])
def test_settings_are_checked(given: dict[str, float]) -> None:
    """The message names the setting."""
    with pytest.raises(ConfigError, match=next(iter(given))):
        VanishedConfig(**given)


@pytest.mark.parametrize(("rows", "missed"), [(2, False), (20, True)])
def test_a_share_of_few_rows_is_not_well_known(rows: int, missed: bool) -> None:
    """Two of 200 rows may be all there ever are, so 5,000 without one are no surprise."""
    reference = {"c": np.array(["a"] * (200 - rows) + ["rare"] * rows, dtype=object)}
    current = {"c": np.array(["a"] * 5000, dtype=object)}
    found = wk.check(current, reference=reference, features=["c"]).findings

    (one,) = (f for f in found if f.monitor == "vanished")
    assert (one.level in (Level.WARNING, Level.CRITICAL)) is missed
