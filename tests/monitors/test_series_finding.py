"""From judged series to a finding with its sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from watchkeeper.model import Finding, Level
from watchkeeper.monitors import Observed

Ask = Callable[..., dict[str, Finding]]
Frames = Callable[..., Observed]
Streams = Callable[..., list[Observed]]
Moments = Callable[..., np.ndarray]


def weather(days: int, rows: int, first: int, moments: Moments, **change: float) -> dict[str, Any]:
    """Return a smooth temperature with day effects, and a whole number beside it."""
    rng = np.random.default_rng(first + 1)
    n = days * rows
    temp = 70 + rng.normal(0, 3, days).repeat(rows) + rng.normal(0, 5, n)
    temp = temp * change.get("scale", 1.0) + change.get("shift", 0.0)
    seats = rng.integers(1, 200, n).astype(float)
    seats[rng.random(n) < change.get("missing", 0.0)] = np.nan
    return {"ts": moments(days, rows, first_day=first), "temp": temp, "seats": seats}


def joined(*parts: dict[str, Any]) -> dict[str, Any]:
    """Return frames one after the other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def test_an_alarm_says_value_expectation_difference_limit_and_memory(
    ask: Ask, judged_stream: Streams, moments: Moments
) -> None:
    """Degrees for people, s.d. for those who compare columns; the mean speaks first."""
    current = joined(
        weather(8, 240, 40, moments), weather(2, 240, 48, moments, scale=5 / 9, shift=-17.8)
    )
    quiet, *_, first, second = judged_stream(weather(40, 240, 0, moments), current)[6:]

    assert ask("drift", quiet)["temp"].level is Level.OK
    found = ask("drift", first)["temp"]
    assert found.level is Level.CRITICAL
    assert found.measure == "mean"
    assert found.reason.startswith("mean 22.4, expected 70.0 (")
    for part in (
        "expected 7",
        "off by 4",
        "s.d.), limit ",
        "largest of ",
        "windows",
        "also beyond",
    ):
        assert part in found.reason
    assert found.value is not None
    assert found.limit is not None
    assert found.expected is not None
    assert found.value < found.limit < found.expected
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower < found.value < found.upper

    later = ask("drift", second)["temp"]
    assert later.level is Level.CRITICAL
    assert later.limit is not None
    # An open incident is held to four fifths of its limit.
    assert abs(later.limit - (later.expected or 0)) < abs(found.limit - found.expected)


def test_shares_are_told_in_per_cent_and_points(
    ask: Ask, judged_stream: Streams, moments: Moments
) -> None:
    """Never "0.3": nobody reads shares so."""
    current = joined(weather(1, 240, 40, moments), weather(1, 240, 41, moments, missing=0.3))
    quiet, fault = judged_stream(weather(40, 240, 0, moments), current)
    found = ask("missing", fault)["seats"]

    assert found.level is Level.CRITICAL
    assert found.reason.startswith("missing values 28.3")
    assert "points, limit 0.50 points, largest of " in found.reason
    assert found.limit == pytest.approx(0.005)
    assert found.lower is not None
    assert found.lower < (found.value or 0) < (found.upper or 0)
    assert ask("missing", quiet)["seats"].reason.startswith("missing values 0")


def test_frames_say_that_rows_were_taken_as_independent(ask: Ask, judged_frames: Frames) -> None:
    """The p-value, and what was needed when all judgements share 5 %."""
    rng = np.random.default_rng(0)
    found = ask(
        "drift",
        judged_frames(
            {"x": rng.normal(10, 2, 2000)}, {"x": rng.normal(11, 2, 500)}, features=["x"]
        ),
    )["x"]

    assert found.level is Level.CRITICAL
    assert found.reason.startswith("mean 10.9, expected 9.9 (reference); off by 0.991 (0.495 s.d.)")
    assert "limit 0.200; " in found.reason
    assert "p < 0.000001, 0.017 needed, rows taken as independent" in found.reason
    assert found.p_value is not None
    assert found.limit == pytest.approx(10.1, abs=0.1)


def test_one_ruined_feature_among_a_hundred_is_critical_for_itself(
    ask: Ask, judged_frames: Frames
) -> None:
    """The budget is shared by all columns and still finds it; the others stay quiet."""
    rng = np.random.default_rng(1)
    reference = {f"x{i}": rng.normal(size=2000) for i in range(100)}
    current = {f"x{i}": rng.normal(size=500) for i in range(100)}
    current["x42"] = current["x42"] * 1000
    found = ask("drift", judged_frames(reference, current, features=list(reference)))

    assert found["x42"].level is Level.CRITICAL
    assert sum(f.level is not Level.OK for f in found.values()) == 1


def test_five_clean_rows_are_unknown(ask: Ask, judged_frames: Frames) -> None:
    """Nothing can be said, and the sentence says what is needed."""
    rng = np.random.default_rng(2)
    observed = judged_frames({"x": rng.normal(size=500)}, {"x": rng.normal(size=5)}, features=["x"])

    for monitor in ("missing", "drift"):
        found = ask(monitor, observed)["x"]
        assert found.level is Level.UNKNOWN
        assert found.reason == "5 usable rows, 100 are needed"


def test_a_short_reference_is_named_as_the_reason(ask: Ask, judged_frames: Frames) -> None:
    """500 rows are enough; it is the other side that is short."""
    rng = np.random.default_rng(3)
    observed = judged_frames(
        {"x": rng.normal(size=20)}, {"x": rng.normal(size=500)}, features=["x"]
    )

    assert ask("drift", observed)["x"].reason == "the reference has 20 usable rows, 30 are needed"


def test_a_column_that_did_not_arrive_is_unknown(ask: Ask, judged_frames: Frames) -> None:
    """Its rows are not "too few"; it is not there."""
    x = np.arange(500.0)
    observed = judged_frames({"x": x, "y": x}, {"y": x}, features=["x", "y"])

    assert ask("drift", observed)["x"].level is Level.UNKNOWN
    assert ask("drift", observed)["x"].reason == "the column did not arrive"


def test_a_column_speaks_by_what_was_judged(
    ask: Ask, judged_stream: Streams, moments: Moments
) -> None:
    """24 rows a day give no hourly means: the jump is not judged, and its measure says so."""
    today = judged_stream(weather(40, 48, 0, moments), weather(1, 48, 40, moments))[0]
    found = ask("drift", today)["temp"]
    jump = next(m for m in found.measures if m.name == "jump")

    assert found.level is Level.OK
    assert jump.value is None
    assert jump.note == "not judged: no two hours in a row have 10 rows"


def test_little_history_says_how_much_is_needed(
    ask: Ask, judged_stream: Streams, moments: Moments
) -> None:
    """A reference of ten days leaves the first windows unknown, not ok."""
    today = judged_stream(weather(10, 240, 0, moments), weather(1, 240, 10, moments))[0]
    found = ask("drift", today)["temp"]

    assert found.level is Level.UNKNOWN
    assert "compared so far, 14 are needed to know what is usual" in found.reason
    assert found.limit is None


def test_a_gross_fault_speaks_without_history(
    ask: Ask, judged_stream: Streams, moments: Moments
) -> None:
    """Half the values gone needs no history; the limit told is that of gross faults."""
    fault = weather(1, 240, 10, moments, missing=0.5)
    found = ask("missing", judged_stream(weather(10, 240, 0, moments), fault)[0])["seats"]

    assert found.level is Level.CRITICAL
    assert "a gross difference, though there is little history yet" in found.reason
    assert found.limit == pytest.approx(0.2)


def test_an_incomplete_window_has_no_volume(
    ask: Ask, judged_stream: Streams, moments: Moments
) -> None:
    """Half a day is not half the rows of a day."""
    half = {k: v[:120] for k, v in weather(1, 240, 40, moments).items()}
    found = ask("volume", judged_stream(weather(40, 240, 0, moments), half)[0])["stream"]

    assert found.level is Level.UNKNOWN
    assert found.reason == "the window is not complete"


def test_volume_is_told_in_rows(ask: Ask, judged_stream: Streams, moments: Moments) -> None:
    """Counted in full: there is no interval, and the sentence says why."""
    few = {k: v[::3] for k, v in weather(1, 240, 40, moments).items()}
    after = weather(1, 240, 41, moments)
    found = ask("volume", judged_stream(weather(40, 240, 0, moments), joined(few, after))[0])
    volume = found["stream"]

    assert volume.level is Level.CRITICAL
    assert volume.reason.startswith("rows 80 (counted in full), expected 240 (")
    assert "off by a factor of 3" in volume.reason
    assert (volume.value, volume.lower) == (80.0, None)


def test_lost_decimals_are_told_by_what_memory_had(
    ask: Ask, judged_stream: Streams, moments: Moments
) -> None:
    """There is no limit: it either was so before or never."""
    rounded = weather(1, 240, 40, moments)
    rounded["temp"] = np.round(rounded["temp"])
    found = ask("precision", judged_stream(weather(40, 240, 0, moments), rounded)[0])["temp"]

    assert found.level is Level.CRITICAL
    assert "windows in memory was like that" in found.reason
    assert found.limit is None


def test_a_stuck_column_is_told_in_words(
    ask: Ask, judged_stream: Streams, moments: Moments
) -> None:
    """Yes or no has no number."""
    stuck = weather(1, 240, 40, moments)
    stuck["temp"] = np.full(240, 71.5)
    today = judged_stream(weather(40, 240, 0, moments), stuck)[0]
    found = ask("constant", today)

    assert found["temp"].level is Level.CRITICAL
    assert found["temp"].reason.startswith("a single value throughout; none of ")
    assert found["temp"].value is None
    assert found["seats"].reason == "more than one value"


def test_a_column_that_always_was_constant_is_quiet(
    ask: Ask, judged_stream: Streams, moments: Moments
) -> None:
    """A flag that never changed is no fault."""
    reference = {**weather(40, 48, 0, moments), "flag": np.ones(40 * 48)}
    today = {**weather(1, 48, 40, moments), "flag": np.ones(48)}
    found = ask("constant", judged_stream(reference, today, features=["flag"])[0])["flag"]

    assert found.level is Level.OK
    assert found.reason == "a single value throughout, as before"


def test_fewer_missing_than_expected_is_no_alarm_and_says_so(
    ask: Ask, judged_stream: Streams, moments: Moments
) -> None:
    """Only increases are judged; the limit lies above, whatever side the value is on."""
    reference = weather(40, 240, 0, moments, missing=0.4)
    found = ask("missing", judged_stream(reference, weather(1, 240, 40, moments))[0])["seats"]

    assert found.level is Level.OK
    assert "below it (only above is judged)" in found.reason
    assert found.limit is not None
    assert found.limit > (found.expected or 0)


def test_misfits_are_counted_as_missing_and_named(ask: Ask, judged_frames: Frames) -> None:
    """Text in a column of numbers is there, but is no value."""
    reference = {"x": np.arange(500.0)}
    current = {"x": [*map(str, range(480)), *["n/a"] * 20]}
    found = ask("missing", judged_frames(reference, current, features=["x"]))["x"]

    assert found.level is Level.CRITICAL
    assert "20 rows of them hold what does not fit the column's type" in found.reason


def test_an_incident_that_does_not_end_is_said_to_become_normal(
    ask: Ask, judged_stream: Streams, moments: Moments
) -> None:
    """On its seventh day the level is taken over, unacknowledged; then it is quiet."""
    fault = weather(9, 240, 40, moments, missing=0.3)
    days = judged_stream(weather(40, 240, 0, moments), fault)
    found = [ask("missing", day)["seats"] for day in days]

    assert all(f.level is Level.CRITICAL for f in found[:7])
    assert "after 7 windows this is taken as the new normal" in found[6].reason
    assert "new normal" not in found[5].reason
    assert found[8].level is Level.OK


def test_two_windows_in_a_row_are_told_as_a_pair(
    ask: Ask, judged_stream: Streams, moments: Moments
) -> None:
    """Neither is beyond the limit of one; the sentence says by what the alarm came."""
    today = judged_stream(weather(40, 240, 0, moments), weather(1, 240, 40, moments))[0]
    at = next(i for i, k in enumerate(today.judged.keys) if k == ("temp", "mean"))
    level, why = today.judged.level.copy(), today.judged.why.copy()
    level[at], why[at] = 2, 6
    found = ask("drift", replace(today, judged=replace(today.judged, level=level, why=why)))["temp"]

    assert found.level is Level.WARNING
    assert found.reason.endswith(
        "the window before was off alike, beyond what two in a row ever were"
    )
