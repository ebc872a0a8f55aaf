"""The baseline as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from watchkeeper.errors import ConfigError, DataError, NotFound
from watchkeeper.profile import Baseline, profile_rows
from watchkeeper.profile.frame import open_frame

MakeTable = Callable[[int, int], pa.Table]


def _full(table: pa.Table, when: datetime | None = None) -> Baseline:
    return Baseline.fit(
        table.append_column("p", table["n"].cast(pa.float64())),
        task="binary",
        label="flag",
        score="p",
        timestamp="ts",
        categorical=["few"],
        ignore=["heavy"],
        fitted_at=when,
    )


def test_bytes_come_back_the_same(mixed: pa.Table) -> None:
    """Everything survives: roles, times, bins, counts, history, edges, classes."""
    baseline = _full(mixed, datetime(2024, 5, 1, tzinfo=UTC))
    back = Baseline.from_bytes(baseline.to_bytes())
    assert back.to_bytes() == baseline.to_bytes()
    for name in ("id", "roles", "left_out", "schema", "rows", "duplicates", "start", "end"):
        assert getattr(back, name) == getattr(baseline, name)
    assert (back.classes, back.fitted_at) == (("false", "true"), baseline.fitted_at)
    np.testing.assert_array_equal(back.score_edges, baseline.score_edges)
    assert back.history is not None
    assert baseline.history is not None
    assert back.history.rows.tolist() == baseline.history.rows.tolist()


def test_a_baseline_that_came_back_counts_the_same(mixed: pa.Table, make_table: MakeTable) -> None:
    """Windows judged after a restart are judged as before."""
    baseline = Baseline.fit(mixed)
    back = Baseline.from_bytes(baseline.to_bytes())
    frame = open_frame(make_table(200, 5))
    ours, theirs = profile_rows(frame, baseline.columns), profile_rows(frame, back.columns)
    for name, cells in ours.columns.items():
        np.testing.assert_array_equal(cells.bins, theirs.columns[name].bins)
        np.testing.assert_array_equal(cells.s2, theirs.columns[name].s2)


def test_a_multiclass_baseline_comes_back() -> None:
    """Scores by class are a mapping in the roles."""
    frame = {"y": ["a", "b"], "p_a": [0.1, 0.2], "p_b": [0.9, 0.8]}
    score = {"a": "p_a", "b": "p_b"}
    baseline = Baseline.fit(frame, task="multiclass", label="y", score=score)
    back = Baseline.from_bytes(baseline.to_bytes())
    assert back.roles.score == score
    assert [column.role for column in back.columns] == ["score", "score"]


def test_the_id_is_that_of_the_content(mixed: pa.Table) -> None:
    """The same rows give it again, whenever and from wherever; another row does not."""
    first = _full(mixed)
    assert len(first.id) == 16
    assert _full(mixed, datetime(2024, 5, 1, tzinfo=UTC)).id == first.id
    assert _full(mixed.slice(1)).id != first.id
    assert Baseline.fit(mixed).id != first.id


def test_the_source_does_not_matter(mixed: pa.Table, tmp_path: Path) -> None:
    """pandas, Parquet in small row groups and Arrow give the same baseline."""
    path = tmp_path / "reference.parquet"
    pq.write_table(mixed, path, row_group_size=100)
    sources = (mixed, path, mixed.to_pandas())
    assert len({Baseline.fit(source, timestamp="ts").id for source in sources}) == 1


def test_save_and_load(mixed: pa.Table, tmp_path: Path) -> None:
    """A file holds one baseline; a missing or strange file is named."""
    path = tmp_path / "b.wkb"
    baseline = Baseline.fit(mixed)
    baseline.save(path)
    assert Baseline.load(str(path)).id == baseline.id
    with pytest.raises(NotFound, match=r"no baseline at .*gone"):
        Baseline.load(tmp_path / "gone")
    path.write_bytes(b"text")
    with pytest.raises(DataError, match=r"b\.wkb: these 4 bytes"):
        Baseline.load(path)


def test_performance_belongs_to_the_content(mixed: pa.Table) -> None:
    """The layer above adds it; it comes back, and the id is another."""
    baseline = Baseline.fit(mixed)
    with_it = baseline.with_performance(pa.table({"n": [3]}))
    back = Baseline.from_bytes(with_it.to_bytes())
    assert with_it.id != baseline.id
    assert back.performance is not None
    assert back.performance.to_pydict() == {"n": [3]}


def test_an_unknown_column_has_a_neighbour(mixed: pa.Table) -> None:
    """The message names what was asked for and what may be meant."""
    with pytest.raises(ConfigError, match=r"no column is called 'kid'(.|\n)*'kind'"):
        Baseline.fit(mixed).column("kid")


def test_the_schema_has_every_column(mixed: pa.Table) -> None:
    """Also those that are not watched, in their order, by the type of their values."""
    schema = dict(Baseline.fit(mixed, ignore=["x"]).schema)
    assert list(schema) == mixed.column_names
    assert (schema["x"], schema["kind"], schema["flag"]) == ("double", "string", "bool")


@pytest.mark.parametrize("rows", [1, 2])
def test_hardly_any_rows(mixed: pa.Table, rows: int) -> None:
    """One row is a reference, if a poor one."""
    baseline = Baseline.fit(mixed.slice(0, rows), timestamp="ts")
    assert Baseline.from_bytes(baseline.to_bytes()).rows == rows


def test_nothing_to_watch_is_an_answer() -> None:
    """All columns are left out, each with its reason."""
    baseline = Baseline.fit({"x": pa.nulls(3), "t": pa.array([1, 2, 3], pa.date32())})
    assert baseline.columns == ()
    assert set(baseline.left_out) == {"x", "t"}
    assert Baseline.from_bytes(baseline.to_bytes()).left_out == baseline.left_out


def test_the_reference_is_not_changed(mixed: pa.Table) -> None:
    """A pandas frame is the same after fitting."""
    frame: pd.DataFrame = mixed.to_pandas()
    before = frame.copy(deep=True)
    Baseline.fit(frame, timestamp="ts")
    pd.testing.assert_frame_equal(frame, before)


def test_rare_categories_are_counted_and_kept() -> None:
    """How many names had one row, and how many two, survives the bytes."""
    baseline = Baseline.fit({"c": list("aaabbccd")}, features=["c"])
    back = Baseline.from_bytes(baseline.to_bytes())

    assert (back.column("c").category.once, back.column("c").category.twice) == (1, 2)
    assert back.id == baseline.id
