"""Series values in the units people know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from watchkeeper.monitors import Observed
from watchkeeper.monitors.judged_series import JudgedSeries
from watchkeeper.monitors.natural import Natural, natural

Frames = Callable[..., Observed]
Streams = Callable[..., list[Observed]]


def told(observed: Observed, column: str, measure: str) -> Natural:
    """Return one series of a window in natural units."""
    at = next(i for i, key in enumerate(observed.judged.keys) if key == (column, measure))
    known = observed.column(column) if column else None
    return natural(JudgedSeries(observed, at, known, observed.cells(column)))


def test_a_mean_is_in_the_columns_unit_with_students_interval(judged_frames: Frames) -> None:
    """By hand, from the rows: the interval is scipy's."""
    rng = np.random.default_rng(0)
    reference, current = rng.normal(74, 9, 1000), rng.normal(25, 5, 200)
    mean = told(judged_frames({"t": reference}, {"t": current}, features=["t"]), "t", "mean")
    low, high = stats.t.interval(0.95, 199, current.mean(), stats.sem(current))

    assert mean.value == pytest.approx(current.mean())
    assert mean.expected == pytest.approx(reference.mean())
    assert (mean.lower, mean.upper) == pytest.approx((low, high))
    assert mean.limit == pytest.approx(reference.mean() - 0.1 * reference.std())


def test_a_share_has_wilsons_interval(judged_frames: Frames) -> None:
    """30 of 200 values missing."""
    current = np.r_[np.full(30, np.nan), np.arange(170.0)]
    missing = told(
        judged_frames({"t": np.arange(500.0)}, {"t": current}, features=["t"]), "t", "missing"
    )

    assert missing.value == 0.15
    assert (missing.lower, missing.upper) == pytest.approx((0.10717, 0.20606), abs=1e-4)
    assert missing.unit == "share"


def test_the_interval_of_a_distance_covers_it(judged_frames: Frames) -> None:
    """Of 200 windows drawn from a shifted population .93 or more cover its distance."""
    rng = np.random.default_rng(1)
    reference = rng.normal(size=20_000)
    many = told(
        judged_frames({"t": reference}, {"t": rng.normal(0.4, 1, 200_000)}, features=["t"]),
        "t",
        "shape",
    )
    covered = []
    for _ in range(200):
        current = {"t": rng.normal(0.4, 1, 400)}
        shape = told(judged_frames({"t": reference}, current, features=["t"]), "t", "shape")
        covered.append((shape.lower or 0) <= (many.value or 0) <= (shape.upper or 0))

    assert 0.93 <= np.mean(covered) <= 1.0


@pytest.mark.parametrize("shift", [0.3, 1.0, 3.0])
def test_a_distance_is_at_its_limit_where_the_roots_are(
    judged_stream: Streams, moments: Callable[..., np.ndarray], shift: float
) -> None:
    """The limit on roots, turned into a distance, is met by the window that is exactly so far."""
    rng = np.random.default_rng(2)
    reference = {"ts": moments(40, 200), "t": rng.normal(size=8000)}
    current = {"ts": moments(1, 200, first_day=40), "t": rng.normal(shift, 1, 200)}
    today = judged_stream(reference, current)[0]
    at = next(i for i, key in enumerate(today.judged.keys) if key == ("t", "shape"))
    limit = today.judged.limit.copy()
    limit[at] = today.judged.off[at]
    held = replace(today, judged=replace(today.judged, limit=limit))

    assert told(held, "t", "shape").limit == pytest.approx(max(today.judged.value[at], 0.05))
    beyond = told(today, "t", "shape")
    alarmed = today.judged.off[at] > today.judged.limit[at] and today.judged.value[at] >= 0.05
    assert ((beyond.value or 0) > (beyond.limit or 0)) == alarmed


def test_no_rows_are_none_not_half_a_row(
    judged_stream: Streams, moments: Callable[..., np.ndarray]
) -> None:
    """The logarithm needs half a row; people do not."""
    rng = np.random.default_rng(3)
    reference = {"ts": moments(40, 100), "t": rng.normal(size=4000)}
    days = np.r_[moments(1, 100, first_day=40), moments(1, 100, first_day=42)]
    today = judged_stream(reference, {"ts": days, "t": rng.normal(size=200)})[1]

    volume = told(today, "", "volume")
    assert volume.value == 0.0
    assert volume.expected == 100.0
    assert volume.without == "counted in full"


def test_a_spread_is_a_standard_deviation(
    judged_stream: Streams, moments: Callable[..., np.ndarray]
) -> None:
    """In the column's unit; it has no interval, and says why."""
    rng = np.random.default_rng(4)
    reference = {"ts": moments(40, 100), "t": rng.normal(50, 4, 4000)}
    values = rng.normal(50, 12, 100)
    today = judged_stream(reference, {"ts": moments(1, 100, first_day=40), "t": values})[0]
    spread = told(today, "t", "spread")

    assert spread.value == pytest.approx(values.std(), rel=1e-3)
    assert spread.expected == pytest.approx(4, rel=0.1)
    assert (spread.lower, spread.upper) == (None, None)
    assert "fourth moments" in spread.without
