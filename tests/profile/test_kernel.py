"""Profiles of whole frames."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchkeeper.errors import DataError
from watchkeeper.profile import (
    NO_HOUR,
    Baseline,
    ColumnBaseline,
    ProfileCells,
    open_frame,
    profile_rows,
    utc_hours,
    utc_microseconds,
)
from watchkeeper.profile.column_cells import COUNTS

MakeTable = Callable[[int, int], pa.Table]


def _hours(table: pa.Table) -> np.ndarray:
    times, valid, _ = utc_microseconds(open_frame(table), "ts")
    return utc_hours(times, valid)


def _profile(table: pa.Table, baseline: Baseline) -> ProfileCells:
    return profile_rows(open_frame(table), baseline.columns, hours=_hours(table))


def _assert_same(found: ProfileCells, expected: ProfileCells) -> None:
    assert found.start.tolist() == expected.start.tolist()
    assert found.rows.tolist() == expected.rows.tolist()
    assert found.columns.keys() == expected.columns.keys()
    for name, cells in found.columns.items():
        other = expected.columns[name]
        for count in (*COUNTS, "bins"):
            assert (getattr(cells, count) == getattr(other, count)).all()
        assert cells.unseen_names == other.unseen_names
        np.testing.assert_array_equal(cells.minimum, other.minimum)
        np.testing.assert_array_equal(cells.maximum, other.maximum)
        size = np.maximum(np.sqrt(other.present * other.s2), 1.0)
        assert (np.abs(cells.s1 - other.s1) <= 1e-12 * size).all()
        np.testing.assert_allclose(cells.s2, other.s2, rtol=1e-12)


@settings(max_examples=30)
@given(st.integers(0, 1_000), st.lists(st.integers(0, 300), max_size=6), st.randoms())
def test_any_split_in_any_order_merges_to_the_whole(
    make_table: MakeTable, seed: int, cuts: list[int], shuffle: Any
) -> None:
    """Counts are exactly those of the whole; sums agree to rounding."""
    table = make_table(300, seed)
    baseline = Baseline.fit(make_table(200, seed + 1), timestamp="ts")
    bounds = sorted({0, 300, *cuts})
    parts = [_profile(table.slice(a, b - a), baseline) for a, b in pairwise(bounds)]
    shuffle.shuffle(parts)
    _assert_same(ProfileCells.concat(parts).in_order(), _profile(table, baseline))


def test_cells_agree_with_counting_by_hand(mixed: pa.Table) -> None:
    """Each hour's numbers are those of the plain rows of that hour."""
    baseline = Baseline.fit(mixed, timestamp="ts")
    profile = _profile(mixed, baseline)
    hours = _hours(mixed)
    assert profile.start.astype("datetime64[h]").astype(int).tolist() == sorted(set(hours.tolist()))
    column = baseline.column("x")
    cells = profile.columns["x"]
    for cell, hour in enumerate(sorted(set(hours.tolist()))):
        here = mixed.filter(pa.array(hours == hour))["x"].to_pylist()
        values = np.array([v for v in here if v is not None])
        assert cells.rows[cell] == len(here)
        assert cells.nulls[cell] == len(here) - values.size
        assert (cells.bins[cell] == np.histogram(values, column.numeric.edges)[0]).all()
        assert cells.minimum[cell] == values.min()
        z = (values - column.numeric.mean) / column.numeric.sd
        assert cells.s1[cell] == pytest.approx(z.sum(), abs=1e-9)
        assert cells.s2[cell] == pytest.approx((z**2).sum())


def test_every_row_is_counted_once(make_table: MakeTable) -> None:
    """Bins, below, above, unseen, nulls and invalid add up to the rows, in each cell."""
    baseline = Baseline.fit(make_table(300, 1), timestamp="ts")
    profile = _profile(make_table(500, 2), baseline)
    for cells in profile.columns.values():
        counted = cells.bins.sum(1) + cells.below + cells.above + cells.unseen
        assert (counted == cells.present).all()
        assert (cells.rows == profile.rows).all()


def test_without_hours_all_rows_are_one_cell(mixed: pa.Table) -> None:
    """One cell without a time equals the sum of the hours."""
    baseline = Baseline.fit(mixed, timestamp="ts")
    one = profile_rows(open_frame(mixed), baseline.columns)
    assert len(one) == 1
    assert np.isnat(one.start[0])
    total = _profile(mixed, baseline).total()
    assert (one.columns["kind"].bins == total.columns["kind"].bins).all()
    assert (one.columns["heavy"].bins == total.columns["heavy"].bins).all()


def test_rows_without_a_time_are_in_no_cell(mixed: pa.Table) -> None:
    """They are counted apart; the other rows are as if they were not there."""
    baseline = Baseline.fit(mixed, timestamp="ts")
    hours = _hours(mixed)
    timed = np.arange(600) % 3 != 0
    frame = open_frame(mixed)
    profile = profile_rows(frame, baseline.columns, hours=np.where(timed, hours, NO_HOUR))
    assert profile.null_timestamps == 200
    _assert_same(profile, _profile(mixed.filter(pa.array(timed)), baseline))
    nowhere = profile_rows(frame, baseline.columns, hours=np.full(600, NO_HOUR))
    assert (len(nowhere), nowhere.null_timestamps) == (0, 600)


def test_duplicates_recur_within_their_hour() -> None:
    """The same features twice in an hour are one duplicate; in two hours none."""
    table = pa.table({"x": [1, 1, 1, 2], "y": ["a", "a", "a", "a"]})
    columns = Baseline.fit(table).columns
    hours = np.array([0, 0, 1, 1])
    assert profile_rows(open_frame(table), columns, hours=hours).duplicates.tolist() == [1, 0]
    assert profile_rows(open_frame(table), columns).duplicates.tolist() == [2]


def test_duplicates_are_seen_across_batches(tmp_path: Path) -> None:
    """A row group is no border: the second half repeats the first."""
    values = np.random.default_rng(4).normal(size=500)
    path = tmp_path / "twice.parquet"
    pq.write_table(pa.table({"x": np.tile(values, 2)}), path, row_group_size=500)
    frame = open_frame(path)
    columns = Baseline.fit(frame).columns
    assert profile_rows(frame, columns).duplicates.tolist() == [500]


def test_predictions_and_scores_do_not_make_rows_differ() -> None:
    """Only features are compared."""
    table = pa.table({"x": [1, 1], "p": [0.1, 0.9]})
    columns = Baseline.fit(table, score="p", task="binary").columns
    assert profile_rows(open_frame(table), columns).duplicates.tolist() == [1]
    assert profile_rows(open_frame(table), columns[1:]).duplicates.tolist() == [0]


def test_a_missing_column_has_no_entry(mixed: pa.Table) -> None:
    """The schema monitor tells of it; the others are counted."""
    baseline = Baseline.fit(mixed)
    columns = profile_rows(open_frame(mixed.drop(["x"])), baseline.columns).columns
    assert "x" not in columns
    assert "heavy" in columns


def test_changed_types_are_counted_as_far_as_they_fit() -> None:
    """Text that spells numbers counts; numbers in a category column are their text."""
    reference = pa.table({"n": [1, 2, 3], "code": ["1", "2", "3"]})
    columns = Baseline.fit(reference).columns
    current = pa.table({"n": ["1", "2", "n/a"], "code": [1.0, 2.0, 4.5]})
    found = profile_rows(open_frame(current), columns).columns
    assert (found["n"].present[0], found["n"].invalid[0]) == (2, 1)
    assert found["code"].bins[0].tolist() == [1, 1, 0, 0]
    assert found["code"].unseen_names == ({"4.5": 1},)


@pytest.mark.parametrize("rows", [0, 1])
def test_hardly_any_rows(mixed: pa.Table, rows: int) -> None:
    """No row and one row have counts too."""
    baseline = Baseline.fit(mixed, timestamp="ts")
    profile = _profile(mixed.slice(0, rows), baseline)
    assert len(profile) == rows
    assert profile_rows(open_frame(mixed.slice(0, rows)), baseline.columns).rows.tolist() == [rows]


def test_all_null_is_counted_as_null(mixed: pa.Table) -> None:
    """A column that lost all its values is there, with nothing in it."""
    baseline = Baseline.fit(mixed)
    emptied = pa.table({name: pa.nulls(5) for name in mixed.column_names})
    for cells in profile_rows(open_frame(emptied), baseline.columns).columns.values():
        assert (cells.nulls[0], cells.present[0]) == (5, 0)


def test_hours_far_apart_need_no_large_table(mixed: pa.Table) -> None:
    """A single time in the year 9999 costs nothing."""
    columns: tuple[ColumnBaseline, ...] = Baseline.fit(mixed).columns
    hours = np.where(np.arange(600) == 0, 70_000_000, 0)
    assert profile_rows(open_frame(mixed), columns, hours=hours).rows.tolist() == [599, 1]


def test_hours_of_another_length_are_refused(mixed: pa.Table) -> None:
    """A mistake of the caller is told at once."""
    with pytest.raises(DataError, match="hours has 2 values for 600 rows"):
        profile_rows(open_frame(mixed), Baseline.fit(mixed).columns, hours=np.zeros(2, np.int64))


def test_input_is_not_changed() -> None:
    """Values and the global random state are as they were."""
    values = np.random.default_rng(0).normal(size=5_000)
    before, state = values.copy(), np.random.get_state()[1].copy()  # noqa: NPY002
    table = pa.table({"x": values})
    profile_rows(open_frame(table), Baseline.fit(table).columns)
    assert (values == before).all()
    assert (np.random.get_state()[1] == state).all()  # noqa: NPY002
