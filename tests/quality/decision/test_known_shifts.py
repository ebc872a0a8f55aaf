"""Other data sets, judged with the same constants: each known shift, on the day it starts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from watchkeeper.model import Every
from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.frame import open_frame
from watchkeeper.profile.kernel import profile_rows
from watchkeeper.profile.timestamps import utc_hours, utc_microseconds
from watchkeeper.profile.windows import windows_of
from watchkeeper.quality.decision import complete, extract, layout, settings_for, start_history

FOLDER = Path(__file__).parents[2] / "data" / "known_shifts"


@cache
def judged(name: str, every: str) -> dict[int, set[tuple[str, str, int]]]:
    """Return (column, measure, level) found in each window, by its number."""
    table = pq.read_table(FOLDER / f"{name}.parquet")
    binary = "y_pred_proba" in table.column_names
    part = table["part"].cast(pa.string())
    reference, stream = (
        table.filter(pc.equal(part, half)).drop_columns(["part"])
        for half in ("reference", "analysis")
    )
    baseline = Baseline.fit(
        reference,
        task="binary" if binary else None,
        score="y_pred_proba" if binary else None,
        prediction="y_pred",
        positive="1" if binary else None,
        timestamp="timestamp",
        tz="UTC",
    )
    grid, shape = Every.parse(every), layout(baseline)
    frame = open_frame(stream)
    at, valid, _ = utc_microseconds(frame, "timestamp", "UTC")
    cells = profile_rows(frame, baseline.columns, hours=utc_hours(at, valid))
    windows = windows_of(cells, grid)
    series = extract(cells, windows, shape, complete=complete(cells, windows))
    history = start_history(baseline, shape, grid, settings_for(grid, series=len(shape.keys)))
    found: dict[int, set[tuple[str, str, int]]] = {}
    for i in range(len(windows)):
        levels = history.judge(series.window(i)).level
        found[i] = {
            (key.column, key.measure, int(level))
            for key, level in zip(shape.keys, levels, strict=True)
            if level >= 2
        }
    return found


@pytest.mark.parametrize(
    ("name", "every", "shift", "windows", "there"),
    [
        ("car_loans", "1d", 152, 304, ("car_value", "mean", 3)),
        ("car_loans", "1w", 22, 44, ("car_value", "mean", 3)),
        ("work_from_home", "1d", 608, 1220, ("distance_from_office", "shape", 3)),
        ("work_from_home", "1w", 87, 175, ("distance_from_office", "mean", 3)),
        ("credit_cards", "1d", 62, 123, ("stated_income", "shape", 2)),
        ("used_cars", "1d", 12, 24, ("accident_count", "mean", 2)),
    ],
)
def test_the_shift_is_found_where_it_starts(
    name: str, every: str, shift: int, windows: int, there: tuple[str, str, int]
) -> None:
    """On its first day or week, and at most one finding in the 150 windows before it."""
    found = judged(name, every)
    before = [number for number in found if shift - 152 <= number < shift - 2]

    assert len(found) == windows
    assert sum(len(found[number]) for number in before) <= 1
    assert not found[shift - 1]
    assert there in found[shift]


def test_the_new_level_becomes_normal() -> None:
    """After seven days of it there is nothing more to say."""
    found = judged("car_loans", "1d")

    assert all(found[day] for day in range(152, 159))
    assert sum(len(found[day]) for day in range(159, 304)) <= 1
