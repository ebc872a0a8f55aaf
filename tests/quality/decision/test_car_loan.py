"""Another data set, judged with the same constants: its known shift, on the day it starts."""

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

DATA = Path(__file__).parents[2] / "data" / "car_loan.parquet"


@cache
def judged(every: str) -> dict[int, set[tuple[str, str, int]]]:
    """Return (column, measure, level) found in each window, by its number."""
    table = pq.read_table(DATA)
    table = table.set_column(
        table.column_names.index("y_pred"), "y_pred", table["y_pred"].cast(pa.string())
    )
    part = table["part"].cast(pa.string())
    reference, stream = (
        table.filter(pc.equal(part, name)).drop_columns(["part"])
        for name in ("reference", "analysis")
    )
    baseline = Baseline.fit(
        reference,
        task="binary",
        score="y_pred_proba",
        prediction="y_pred",
        positive="1",
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


@pytest.mark.parametrize(("every", "shift", "windows"), [("1d", 152, 304), ("1w", 22, 44)])
def test_the_shift_is_found_where_it_starts(every: str, shift: int, windows: int) -> None:
    """Critical, and at most one finding in all the windows before it."""
    found = judged(every)
    early = sum(len(of_window) for number, of_window in found.items() if number < shift - 2)

    assert len(found) == windows
    assert early <= 1
    assert not found[shift - 1]
    assert ("car_value", "mean", 3) in found[shift]


def test_the_new_level_becomes_normal() -> None:
    """After seven days of it there is nothing more to say."""
    found = judged("1d")

    assert all(found[day] for day in range(152, 159))
    assert sum(len(found[day]) for day in range(159, 304)) <= 1
