from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pytest

from watchkeeper.model import Every, Window
from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.cells import ProfileCells
from watchkeeper.profile.frame import open_frame
from watchkeeper.profile.kernel import profile_rows
from watchkeeper.profile.windows import windows_of
from watchkeeper.quality.decision import SeriesKey, WindowSeries, extract, layout

START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = Every.parse("1d")
NAN = float("nan")


def baseline(**columns: Any) -> Baseline:
    """Return a baseline of all *columns* without time."""
    return Baseline.fit(columns, features=list(columns))


def cells_of(fitted: Baseline, hours: list[int], **columns: Any) -> ProfileCells:
    """Return the hourly cells of rows that happened at *hours* since `START`."""
    epoch = int(START.timestamp()) // 3600
    at = np.array(hours, dtype=np.int64) + epoch
    return profile_rows(open_frame(columns), fitted.columns, hours=at)


def series(fitted: Baseline, cells: ProfileCells, **kwargs: Any) -> WindowSeries:
    """Return the series by UTC day."""
    return extract(cells, windows_of(cells, DAYS), layout(fitted), **kwargs)


def of(found: WindowSeries, column: str, measure: Any) -> tuple[float, float]:
    """Return value and rows of one series in the first window."""
    at = found.keys.index(SeriesKey(column, measure))
    return float(found.value[0, at]), float(found.rows[0, at])


def names(*values: str | None) -> npt.NDArray[np.object_]:
    """Return a category column."""
    return np.array(values, dtype=object)


def test_numbers_by_hand() -> None:
    """Reference mean 2, s.d. 1; the day has 4.5, 3 and one missing value."""
    fitted = baseline(x=[1.0, 3.0, 1.0, 3.0])
    found = series(fitted, cells_of(fitted, [0, 0, 0], x=[4.5, 3.0, NAN]))

    assert of(found, "x", "missing") == (pytest.approx(1 / 3), 3)
    # z = 2.5 and 1: mean 1.75, variance .75 squared.
    assert of(found, "x", "mean") == (pytest.approx(1.75), 2)
    assert of(found, "x", "spread") == (pytest.approx(0.5 * math.log(0.5625 + 1e-4)), 2)
    assert of(found, "x", "integer") == (0.5, 2)
    assert of(found, "x", "constant") == (0.0, 2)
    assert found.variance[0, found.keys.index(SeriesKey("x", "mean"))] == pytest.approx(0.5625)


def test_categories_by_hand() -> None:
    """Two of three values were never seen; one of four rows has none."""
    fitted = baseline(c=names("a", "b", "a", "b"))
    found = series(fitted, cells_of(fitted, [0] * 4, c=names("a", "z", "y", None)))

    assert of(found, "c", "missing") == (0.25, 4)
    assert of(found, "c", "unseen") == (pytest.approx(2 / 3), 3)
    assert of(found, "c", "constant") == (0.0, 3)


def test_stream_by_hand() -> None:
    """Three rows, two of them the same in the same hour; the third repeats in another hour."""
    fitted = baseline(x=[1.0, 3.0, 1.0, 3.0])
    found = series(fitted, cells_of(fitted, [0, 0, 5], x=[1.0, 1.0, 1.0]))

    assert of(found, "", "volume") == (pytest.approx(math.log(3)), 3)
    assert of(found, "", "duplicates") == (pytest.approx(1 / 3), 3)


@pytest.mark.parametrize(
    ("values", "expected"),
    [([3.0, 3.0], 1.0), ([3.0, 1.0], 0.0), ([NAN, 3.0], 1.0), ([NAN, NAN], NAN)],
)
def test_constant_numbers(values: list[float], expected: float) -> None:
    """One single value; missing ones do not count, and none at all is no answer."""
    fitted = baseline(x=[1.0, 3.0, 1.0, 3.0])
    found = series(fitted, cells_of(fitted, [0] * len(values), x=values))

    assert of(found, "x", "constant")[0] == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("values", "expected"),
    [(("a", "a"), 1.0), (("a", "b"), 0.0), (("z", "z"), 1.0), (("a", "z"), 0.0)],
)
def test_constant_categories(values: tuple[str, ...], expected: float) -> None:
    """One single name, known or not."""
    fitted = baseline(c=names("a", "b", "a", "b"))
    found = series(fitted, cells_of(fitted, [0] * len(values), c=names(*values)))

    assert of(found, "c", "constant")[0] == expected


def ramp(means: dict[int, float]) -> dict[str, Any]:
    """Return 10 rows for each hour, all with that hour's value."""
    return {
        "hours": [hour for hour in means for _ in range(10)],
        "x": [value for value in means.values() for _ in range(10)],
    }


def jumps(means: dict[int, float], *, rows: int | None = None) -> list[float]:
    """Return the jump of each day; reference mean 2, s.d. 1."""
    fitted = baseline(x=[1.0, 3.0, 1.0, 3.0])
    rows_of = ramp(means)
    keep = slice(rows)
    cells = cells_of(fitted, rows_of["hours"][keep], x=rows_of["x"][keep])
    found = series(fitted, cells)
    jump: list[float] = found.value[:, found.keys.index(SeriesKey("x", "jump"))].tolist()
    return jump


def test_jump_is_the_largest_step_between_hours() -> None:
    """Steps of 1, -3 and 0.5 s.d. inside the day."""
    assert jumps({0: 1.0, 1: 2.0, 2: -1.0, 7: -0.5}) == [pytest.approx(3.0)]


def test_jump_comes_from_yesterdays_last_hour() -> None:
    """Flat days at 1 and 5: the step lies between them and belongs to the second."""
    assert jumps({0: 1.0, 20: 1.0, 24: 5.0, 30: 5.0}) == [0.0, pytest.approx(4.0)]


def test_jump_does_not_bridge_a_silent_day() -> None:
    """Two days ago is not yesterday."""
    found = jumps({0: 1.0, 20: 1.0, 48: 5.0, 50: 5.0})

    assert found == [0.0, pytest.approx(NAN, nan_ok=True), 0.0]


def test_hours_with_few_rows_have_no_mean() -> None:
    """The last hour has 9 of 10 rows."""
    assert jumps({0: 1.0, 1: 1.5, 2: 9.0}, rows=29) == [pytest.approx(0.5)]


def test_a_single_hour_has_no_jump() -> None:
    """Nothing to step from."""
    assert jumps({0: 1.0}) == [pytest.approx(NAN, nan_ok=True)]


def test_cells_before_the_first_window_serve_the_jump_into_it() -> None:
    """Asked for the second day alone, the step from the first is still seen."""
    fitted = baseline(x=[1.0, 3.0, 1.0, 3.0])
    rows = ramp({20: 1.0, 24: 5.0})
    cells = cells_of(fitted, rows["hours"], x=rows["x"])
    second = windows_of(cells, DAYS)[1:]
    found = extract(cells, second, layout(fitted))

    assert of(found, "x", "jump")[0] == pytest.approx(4.0)


def test_shape_counts_add_up_to_the_values_present() -> None:
    """Values below, above and between the reference's are counted too."""
    fitted = baseline(x=[1.0, 3.0, 1.0, 3.0])
    cells = cells_of(fitted, [0] * 6, x=[1.0, 3.0, 2.0, 0.0, 9.0, NAN])
    found = series(fitted, cells)

    # Two values of the reference, off-grid, below, above.
    assert found.groups.tolist() == [5]
    assert found.shape[0, 0].tolist() == [1, 1, 1, 1, 1]


def many_rows(seed: int, days: int = 4, rows: int = 400) -> tuple[list[int], dict[str, Any]]:
    """Return hours in order and two columns of random rows."""
    rng = np.random.default_rng(seed)
    hours = np.sort(rng.integers(0, days * 24, rows)).tolist()
    x = np.where(rng.random(rows) < 0.1, np.nan, rng.normal(size=rows))
    return hours, {"x": x, "c": names(*rng.choice(["a", "b", "z"], rows))}


def same(one: WindowSeries, other: WindowSeries) -> None:
    """Assert that two results agree."""
    assert one.keys == other.keys
    np.testing.assert_allclose(one.value, other.value, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(one.rows, other.rows)
    np.testing.assert_allclose(one.variance, other.variance, rtol=1e-12)
    np.testing.assert_array_equal(one.shape, other.shape)


def test_rows_in_pieces_give_the_same_series() -> None:
    """Two batches that cut through an hour, merged, are one batch."""
    hours, columns = many_rows(3)
    fitted = baseline(x=columns["x"][:200], c=names(*(["a", "b"] * 100)))
    whole = cells_of(fitted, hours, **columns)
    # Batches of a stream meet inside an hour. Duplicates are counted batch by batch.
    cut = next(i for i in range(180, 400) if hours[i] == hours[i - 1])
    parts = [
        cells_of(fitted, hours[part], **{k: v[part] for k, v in columns.items()})
        for part in (slice(0, cut), slice(cut, None))
    ]
    merged = ProfileCells.concat(parts).in_order()

    same(series(fitted, whole), series(fitted, merged))


def test_one_window_at_a_time_gives_the_same_series() -> None:
    """A service that evaluates day by day sees what a back-fill sees."""
    hours, columns = many_rows(4)
    fitted = baseline(x=columns["x"], c=names(*(["a", "b"] * 200)))
    cells = cells_of(fitted, hours, **columns)
    windows, shape = windows_of(cells, DAYS), layout(fitted)
    whole = extract(cells, windows, shape)

    for i, window in enumerate(windows):
        same(extract(cells, [window], shape), whole.window(i))


def test_an_empty_window_has_no_values_but_its_silence() -> None:
    """A day without rows: nothing to judge but the volume, which is finite."""
    fitted = baseline(x=[1.0, 3.0, 1.0, 3.0])
    found = series(fitted, cells_of(fitted, [0, 0, 50], x=[1.0, 3.0, 1.0])).window(1)

    values = dict(zip(found.keys, found.value[0], strict=True))
    assert values.pop(SeriesKey("", "volume")) == pytest.approx(math.log(0.5))
    assert all(math.isnan(value) for value in values.values())


def test_windows_without_any_cell_are_empty() -> None:
    """The stream ended before they began."""
    fitted = baseline(x=[1.0, 3.0, 1.0, 3.0])
    cells = cells_of(fitted, [0, 0], x=[1.0, 3.0])
    later = list(DAYS.between(START + timedelta(days=5), START + timedelta(days=7)))
    found = extract(cells, later, layout(fitted))

    assert found.rows[:, 0].tolist() == [0, 0]


def test_volume_of_an_incomplete_window_does_not_exist() -> None:
    """It says how far the data reached, not how much there was."""
    fitted = baseline(x=[1.0, 3.0, 1.0, 3.0])
    cells = cells_of(fitted, [0, 30], x=[1.0, 3.0])
    found = series(fitted, cells, complete=[True, False])
    volume = found.value[:, found.keys.index(SeriesKey("", "volume"))]

    assert volume.tolist() == [0.0, pytest.approx(NAN, nan_ok=True)]


def test_a_column_that_is_gone_has_no_values() -> None:
    """The schema check reports it; here it is not judged, and not zero."""
    fitted = baseline(x=[1.0, 3.0, 1.0, 3.0], y=[1.0, 2.0, 3.0, 5.0])
    found = series(fitted, cells_of(fitted, [0], x=[1.0]))

    assert math.isnan(of(found, "y", "missing")[0])
    assert of(found, "y", "missing")[1] == 0


def test_days_of_the_clock_change_are_local_days() -> None:
    """10 rows an hour: 23 hours on 10 March 2024 in New York, 25 on 3 November."""
    fitted = baseline(x=[1.0, 3.0, 1.0, 3.0])
    zone = ZoneInfo("America/New_York")
    grid = Every.parse("1d", timezone="America/New_York")
    for month, day, length in ((3, 10, 23), (11, 3, 25)):
        noon = datetime(2024, month, day, 12, tzinfo=zone)
        first = int((noon - START).total_seconds() // 3600) - 48
        hours = [hour for hour in range(first, first + 96) for _ in range(10)]
        cells = cells_of(fitted, hours, x=np.ones(960))
        window: Window = grid.containing(noon)
        found = extract(cells, [window], layout(fitted))

        assert of(found, "", "volume")[1] == 10 * length
