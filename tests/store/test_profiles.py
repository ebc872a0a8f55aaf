"""Cells come back as they were counted, however many partials they lie in."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pytest

from watchkeeper.errors import DataError
from watchkeeper.profile import NO_HOUR, Baseline, ProfileCells, open_frame, profile_rows
from watchkeeper.store import CellKey, Hours, Store, append_profiles, read_profiles

KEY = CellKey("b", "1", "production")
FIRST = np.datetime64("2024-03-01T00", "h").astype(np.int64)
BASELINE = Baseline.fit(
    pa.table({"x": np.random.default_rng(0).uniform(0, 500, 500), "c": ["u", "v"] * 250})
)
SIZES = {column.name: column.bins.size for column in BASELINE.columns}


def count(seed: int, rows: int = 200, hours: int = 48) -> ProfileCells:
    rng = np.random.default_rng(seed)
    frame = pa.table({"x": rng.normal(250, 200, rows), "c": rng.choice(["u", "v", "w"], rows)})
    at = FIRST + rng.integers(0, hours, rows)
    at[0] = NO_HOUR
    return profile_rows(open_frame(frame), BASELINE.columns, hours=at)


def same(one: ProfileCells, other: ProfileCells) -> bool:
    return (
        (one.start == other.start).all()
        and (one.rows == other.rows).all()
        and (one.duplicates == other.duplicates).all()
        and one.null_timestamps == other.null_timestamps
        and one.columns["c"].unseen_names == other.columns["c"].unseen_names
        and all((one.columns[n].bins == other.columns[n].bins).all() for n in SIZES)
        and np.allclose(one.columns["x"].s2, other.columns["x"].s2)
        and np.array_equal(one.columns["x"].minimum, other.columns["x"].minimum, equal_nan=True)
    )


def read(store: Store, **where: Hours) -> ProfileCells:
    cells = read_profiles(store, "m", KEY, SIZES, **where)
    assert cells is not None
    return cells


def test_partials_add_up(store: Store) -> None:
    """Two commits read as one count."""
    one, two = count(1), count(2)
    append_profiles(store, "m", {KEY: one})
    assert same(read(store), one)
    append_profiles(store, "m", {KEY: two})
    assert same(read(store), ProfileCells.concat([one, two]).in_order())


def test_keys_are_apart(store: Store) -> None:
    """Another segment, version or baseline is another stream."""
    other = CellKey("b", "1", "production", "origin=EWR")
    append_profiles(store, "m", {KEY: count(1), other: count(2)})
    assert same(read(store), count(1))
    assert read_profiles(store, "m", CellKey("b", "2", "production"), SIZES) is None


def test_hours_can_be_chosen(store: Store) -> None:
    """Half-open; the rows without a time belong to no hour."""
    cells = count(1)
    append_profiles(store, "m", {KEY: cells})
    hours = Hours(datetime(2024, 3, 1, 6, tzinfo=UTC), datetime(2024, 3, 2, tzinfo=UTC))
    part = read(store, hours=hours)
    inside = (cells.start >= np.datetime64("2024-03-01T06")) & (
        cells.start < np.datetime64("2024-03-02T00")
    )
    assert (part.rows == cells.rows[inside]).all()
    assert part.null_timestamps == 0


def test_redone_days_replace_what_was_counted(store: Store) -> None:
    """In the same commit as other days are added to."""
    append_profiles(store, "m", {KEY: count(1)})
    days = [date(2024, 3, 1), date(2024, 3, 2), None]
    append_profiles(store, "m", {KEY: count(2)}, redone=days)
    assert same(read(store), count(2))


def test_a_transaction_counts_once(store: Store) -> None:
    """A follower that was killed after its commit does nothing the second time."""
    step = ("follow/predictions", 3)
    assert append_profiles(store, "m", {KEY: count(1)}, transaction=step)
    assert not append_profiles(store, "m", {KEY: count(1)}, transaction=step)
    assert append_profiles(store, "m", {}, transaction=("follow/predictions", 4))
    assert same(read(store), count(1))


def test_nothing_yet_is_none(store: Store) -> None:
    """Before the first commit there is not even a table."""
    assert read_profiles(store, "m", KEY, SIZES) is None


def test_the_bins_must_be_the_baselines(store: Store) -> None:
    """Counts against another baseline cannot be read with this one."""
    append_profiles(store, "m", {KEY: count(1)})
    with pytest.raises(DataError, match="bins"):
        read_profiles(store, "m", KEY, SIZES | {"x": 3})
