"""Categories that the reference never had."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.model import Finding, Level
from watchkeeper.monitors import Observed
from watchkeeper.monitors.unseen import UnseenConfig

Ask = Callable[..., dict[str, Finding]]
Moments = Callable[..., np.ndarray]
ROWS = 2000


@pytest.fixture
def days(judged_stream: Callable[..., list[Observed]], moments: Moments) -> Callable[..., Any]:
    """Return a function from extra names a day to the days' windows, of 2,000 rows each."""

    def judged(*extra: Sequence[str]) -> list[Observed]:
        rng = np.random.default_rng(0)
        reference = {"ts": moments(40, ROWS), "dest": rng.choice(["ATL", "BOS"], 40 * ROWS)}
        current = rng.choice(["ATL", "BOS"], len(extra) * ROWS).astype(object)
        for day, names in enumerate(extra):
            current[day * ROWS : day * ROWS + len(names)] = names
        times = moments(len(extra), ROWS, first_day=40)
        return judged_stream(reference, {"ts": times, "dest": current})

    return judged


def test_a_first_sighting_is_a_warning_once(ask: Ask, days: Callable[..., Any]) -> None:
    """Three rows of a new name are reported however small their share; next day it is known."""
    first, second = days(["MSY"] * 3, ["MSY"] * 2)
    found = ask("unseen", first)["dest"]

    assert found.level is Level.WARNING
    assert "'MSY' in 3 rows, in no row of the reference and of the " in found.reason
    assert ask("unseen", second)["dest"].level is Level.OK


def test_single_rows_of_new_names_are_quiet_but_named(ask: Ask, days: Callable[..., Any]) -> None:
    """Real first sightings come one row at a time."""
    found = ask("unseen", days(["MSY"])[0])["dest"]

    assert found.level is Level.OK
    assert found.reason.endswith("; 'MSY' in 1 row")


def test_a_large_share_names_the_largest(ask: Ask, days: Callable[..., Any]) -> None:
    """The share decides, the names say what it is made of."""
    found = ask("unseen", days(["X"] * 400 + ["Y"] * 200)[0])["dest"]

    assert found.level is Level.CRITICAL
    assert found.value == 0.3
    assert found.reason.endswith("; 'X' in 400 rows, 'Y' in 200 rows")


def test_the_number_of_rows_is_a_setting(ask: Ask, days: Callable[..., Any]) -> None:
    """With 1 every new name speaks."""
    today = days(["MSY"])[0]

    assert ask("unseen", today, first_seen_rows=1)["dest"].level is Level.WARNING
    assert ask("unseen", today, first_seen_rows=2)["dest"].level is Level.OK


def test_frames_are_judged_by_the_share_alone(
    ask: Ask, judged_frames: Callable[..., Observed]
) -> None:
    """There are no windows before; three rows of 5,000 are what any reference lacks."""
    known = ["a", "b"] * 2500
    found = ask("unseen", judged_frames({"c": known}, {"c": [*known[:4997], *["new"] * 3]}))["c"]

    assert found.level is Level.OK
    assert found.reason.endswith("; 'new' in 3 rows")


def test_columns_of_numbers_have_no_finding(
    ask: Ask, judged_frames: Callable[..., Observed]
) -> None:
    """Every number is new."""
    observed = judged_frames({"x": range(200)}, {"x": range(900, 1100)}, features=["x"])

    assert ask("unseen", observed) == {}


def test_settings_are_checked() -> None:
    """Zero rows cannot be seen."""
    with pytest.raises(ConfigError, match="at least 1"):
        UnseenConfig(first_seen_rows=0)
