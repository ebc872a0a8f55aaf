"""Cold start: what can be said before a stream has a history of its own."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from watchkeeper.model import Every
from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.frame import open_frame
from watchkeeper.profile.kernel import profile_rows
from watchkeeper.profile.windows import windows_of
from watchkeeper.quality.decision import (
    Judged,
    SeriesKey,
    Why,
    extract,
    layout,
    settings_for,
    start_history,
)

DAYS = Every.parse("1d")
FIRST_HOUR = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()) // 3600
Column = npt.NDArray[Any]


def day(rng: np.random.Generator, *, shift: float = 0.0, rows: int = 480) -> dict[str, Column]:
    """Return one day's rows."""
    return {
        "x": rng.normal(shift, 1.0, rows),
        "c": np.array(["a", "b"], dtype=object)[rng.integers(0, 2, rows)],
    }


def judged_days(days: list[dict[str, Column]], *, timed: bool = False) -> list[Judged]:
    """Judge *days* against a reference of 31 days like them."""
    rng = np.random.default_rng(1)
    past = [day(rng) for _ in range(31)]
    reference = {name: np.concatenate([part[name] for part in past]) for name in ("x", "c")}
    if timed:
        hours = FIRST_HOUR - 31 * 24 + np.sort(np.arange(31 * 480) % (31 * 24))
        reference["when"] = hours.astype("datetime64[h]").astype("datetime64[us]")
    baseline = Baseline.fit(reference, timestamp="when" if timed else None, tz="UTC")
    shape = layout(baseline)
    cells = cells_of(days, baseline)
    history = start_history(baseline, shape, DAYS, settings_for(DAYS, series=len(shape.keys)))
    series = extract(cells, windows_of(cells, DAYS), shape)
    return [history.judge(series.window(i)) for i in range(len(series))]


def cells_of(days: list[dict[str, Column]], baseline: Baseline) -> Any:
    """Count the rows of each day, spread over its hours."""
    columns = {name: np.concatenate([part[name] for part in days]) for name in ("x", "c")}
    hours = [
        FIRST_HOUR + 24 * d + np.sort(np.arange(part["x"].size) % 24) for d, part in enumerate(days)
    ]
    return profile_rows(open_frame(columns), baseline.columns, hours=np.concatenate(hours))


def of(judged: Judged, column: str, measure: Any) -> tuple[int, Why]:
    """Return level and reason of one series."""
    at = judged.keys.index(SeriesKey(column, measure))
    return int(judged.level[at]), Why(int(judged.why[at]))


def test_a_reference_with_times_brings_its_history() -> None:
    """The first window is judged: of 31 days, 24 were compared with 7 or more before them."""
    judged = judged_days([day(np.random.default_rng(2))], timed=True)[0]

    assert set(judged.level.tolist()) == {0}


def test_a_reference_without_times_leaves_two_weeks_unknown() -> None:
    """Nothing is known of how days differ until 14 were compared."""
    rng = np.random.default_rng(3)
    found = judged_days([day(rng) for _ in range(40)])

    for measure in ("missing", "mean", "spread", "shape"):
        told = [of(judged, "x", measure) for judged in found]
        assert told[:14] == [(1, Why.LITTLE_HISTORY)] * 14
        assert told[14:] == [(0, Why.WITHIN)] * 26


def test_a_moderate_shift_is_unknown_without_history_a_gross_one_critical() -> None:
    """2 s.d. may be the weekend; more than 10 are not."""
    rng = np.random.default_rng(4)
    moderate, gross = (judged_days([day(rng, shift=shift)])[0] for shift in (2.0, 11.0))

    assert of(moderate, "x", "mean") == (1, Why.LITTLE_HISTORY)
    assert of(gross, "x", "mean") == (3, Why.GROSS)


@pytest.mark.parametrize(("share", "expected"), [(0.3, (3, Why.GROSS)), (0.05, (2, Why.RISING))])
def test_values_go_missing_that_never_did(share: float, expected: tuple[int, Why]) -> None:
    """From none: a twentieth is a warning, three tenths are gross."""
    rows = day(np.random.default_rng(5))
    rows["x"][: int(share * 480)] = math.nan

    assert of(judged_days([rows])[0], "x", "missing") == expected


@pytest.mark.parametrize(("share", "expected"), [(0.3, (3, Why.GROSS)), (0.05, (2, Why.RISING))])
def test_names_appear_that_never_did(share: float, expected: tuple[int, Why]) -> None:
    """The same for unseen categories."""
    rows = day(np.random.default_rng(6))
    rows["c"][: int(share * 480)] = "z"

    assert of(judged_days([rows])[0], "c", "unseen") == expected


def test_two_missing_values_are_no_rise() -> None:
    """0.4 % is below the tolerance."""
    rows = day(np.random.default_rng(7))
    rows["x"][:2] = math.nan

    assert of(judged_days([rows])[0], "x", "missing") == (1, Why.LITTLE_HISTORY)


def test_four_times_the_rows_are_gross_once_there_are_days_to_compare() -> None:
    """A pooled reference says nothing of a day's volume; three days of the stream do."""
    rng = np.random.default_rng(8)
    first = [day(rng) for _ in range(3)]
    at_once = judged_days([day(rng, rows=1968)])[0]
    more = judged_days([*first, day(rng, rows=1968)])[-1]
    fewer = judged_days([*first, day(rng, rows=96)])[-1]

    assert of(at_once, "", "volume") == (1, Why.LITTLE_HISTORY)
    assert of(more, "", "volume") == (3, Why.GROSS)
    assert of(fewer, "", "volume") == (3, Why.GROSS)


def test_an_open_gross_fault_does_not_become_history() -> None:
    """Values that are all missing for a week do not teach that this is normal."""
    rng = np.random.default_rng(9)
    broken = [day(rng) for _ in range(5)]
    for rows in broken:
        rows["x"][:] = math.nan
    found = judged_days(broken)

    assert [of(judged, "x", "missing")[0] for judged in found] == [3] * 5


def test_a_long_tail_brings_new_names_from_the_first_day() -> None:
    """What the reference missed is expected at once, with or without a history of days."""
    rng = np.random.default_rng(3)
    share = 1.0 / np.arange(1, 5001)

    def rows(n: int) -> dict[str, Column]:
        drawn = rng.choice(5000, n, p=share / share.sum())
        return {"c": np.array([f"v{i}" for i in drawn], dtype=object)}

    reference = rows(31 * 200)
    hours = FIRST_HOUR - 31 * 24 + np.sort(np.arange(31 * 200) % (31 * 24))
    timed = reference | {"when": hours.astype("datetime64[h]").astype("datetime64[us]")}
    for past, when in ((reference, None), (timed, "when")):
        baseline = Baseline.fit(past, timestamp=when, tz="UTC", features=["c"])
        shape = layout(baseline)
        settings = settings_for(DAYS, series=len(shape.keys))
        history = start_history(baseline, shape, DAYS, settings)
        cells = profile_rows(
            open_frame(rows(400)), baseline.columns, hours=np.full(400, FIRST_HOUR)
        )
        found = history.judge(extract(cells, windows_of(cells, DAYS), shape))
        at = found.keys.index(SeriesKey("c", "unseen"))

        assert found.value[at] > 0.03
        assert found.level[at] < 2
