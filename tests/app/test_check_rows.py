"""Rows judged at once, or so many at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import watchkeeper as wk
from watchkeeper.app.check_rows import check_so_many
from watchkeeper.errors import ConfigError
from watchkeeper.profile import open_frame


def _table(rows: int, seed: int, *, shift: float = 0.0) -> pa.Table:
    rng = np.random.default_rng(seed)
    x = rng.normal(shift, 1.0, rows)
    return pa.table({"x": x, "y": (x + rng.normal(size=rows) > 0).astype(int)})


ROLES: dict[str, Any] = {"task": "binary", "label": "y", "prediction": "y"}


@pytest.fixture(scope="module")
def baseline() -> wk.Baseline:
    """Return what 1,000 rows look like."""
    return wk.Baseline.fit(_table(1000, 1), **ROLES)


def _rows_of(report: wk.Report) -> list[tuple[str | None, int]]:
    found = {f.segment: f.n_current for f in report.findings if f.monitor == "missing"}
    return list(found.items())


def test_so_many_rows_at_a_time(baseline: wk.Baseline) -> None:
    """Every piece has findings of its own that name its rows, and metrics of its own."""
    late = pa.concat_tables([_table(500, 2), _table(500, 3, shift=2.0)])

    report = wk.check(late, baseline, every=500)

    assert _rows_of(report) == [("rows 1-500", 500), ("rows 501-1000", 500)]
    loud = [f for f in report.findings if f.level.value == "critical" and f.subject == "x"]
    assert {f.segment for f in loud} == {"rows 501-1000"}
    accuracy = next(series for series in report.metrics if series.metric == "accuracy")
    assert [point.n for point in accuracy.points] == [500, 500]
    assert report.rows_current == 1000


@pytest.mark.parametrize(
    ("rows", "every", "pieces"),
    [
        (1000, 400, [400, 400, 200]),
        (999, 400, [400, 599]),
        (1000, 300, [300, 300, 400]),
        (1100, 400, [400, 400, 300]),
        (100, 400, [100]),
        (0, 400, [0]),
        (3, 1, [1, 1, 1]),
    ],
)
def test_a_small_rest_joins_the_piece_before(
    baseline: wk.Baseline, rows: int, every: int, pieces: list[int]
) -> None:
    """Less than half a piece would hardly be judged on its own; no row is left out."""
    found = check_so_many(open_frame(_table(rows, 5)), baseline, every, None)

    assert [int(part.profile.rows[0]) for part in found] == pieces


def test_pieces_of_a_file_are_those_of_a_table(baseline: wk.Baseline, tmp_path: Path) -> None:
    """However the file is cut into row groups."""
    table = _table(1050, 6)
    pq.write_table(table, tmp_path / "rows.parquet", row_group_size=77)

    from_file = wk.check(tmp_path / "rows.parquet", baseline, every=200)

    assert _rows_of(from_file) == _rows_of(wk.check(table, baseline, every=200))
    split = [f.level for f in wk.check(table, baseline, every=200).findings]
    assert [f.level for f in from_file.findings] == split


@pytest.mark.parametrize("every", [0, -1, True, 2.5])
def test_only_a_positive_whole_number_makes_pieces(baseline: wk.Baseline, every: Any) -> None:
    """The message says what every= takes."""
    with pytest.raises(ConfigError, match=r'makes no windows(.|\n)*"1h", "1d", "1w", or a number'):
        wk.check(_table(10, 1), baseline, every=every)


def test_what_only_a_stream_has_is_not_asked_of_frames(baseline: wk.Baseline) -> None:
    """A frame has no deployment, no rejected rows and no silence at its end."""
    asked = {f.monitor for f in wk.check(_table(500, 2), baseline).findings}

    assert asked.isdisjoint({"staleness", "rejected", "activity"})
    assert asked >= {"missing", "drift", "schema", "performance"}
