"""Followers see each row once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from watchkeeper.store.lake import NO_VERSION, LakeTable, changes_since, compact

Rows = Callable[..., pa.Table]
DAY1, DAY2 = date(2024, 1, 1), date(2024, 1, 2)


def test_each_row_is_told_once_and_in_order(table: LakeTable, rows: Rows) -> None:
    """Following step by step sees what following at once sees."""
    at, seen = NO_VERSION, []
    for n in range(3):
        table.append(pa.concat_tables([rows(1, n), rows(0, n + 10)]))
        changes = changes_since(table, at)
        at = changes.version
        seen += sorted(changes.inserted["n"].to_pylist())
    assert seen == [0, 10, 1, 11, 2, 12]
    assert changes.days == {DAY1, None}
    everything = changes_since(table, NO_VERSION)
    assert sorted(everything.inserted["n"].to_pylist()) == sorted(seen)
    assert everything.inserted.schema == table.spec.schema
    assert everything.redo == frozenset()


def test_what_is_committed_meanwhile_is_told_later(
    table: LakeTable, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit between the look at the table and the reading of its feed is told once."""
    table.append(rows(1, 1))
    opened = table.snapshot()
    table.append(rows(1, 2))
    with monkeypatch.context() as patch:
        patch.setattr(table, "snapshot", lambda: opened)
        first = changes_since(table, NO_VERSION)
    second = changes_since(table, first.version)
    assert first.inserted["n"].to_pylist() == [1]
    assert second.inserted["n"].to_pylist() == [2]


def test_nothing_new_is_nothing(table: LakeTable, rows: Rows) -> None:
    """At the newest version there are no rows and no days."""
    table.append(rows(1, 1))
    changes = changes_since(table, table.version())
    assert changes.inserted.num_rows == 0
    assert changes.days == frozenset()


def test_columns_can_be_chosen(table: LakeTable, rows: Rows) -> None:
    """The day always comes along: followers group by it."""
    table.append(rows(1, 1))
    assert changes_since(table, 0, columns=["t"]).inserted.column_names == ["t", "day"]


def test_compaction_tells_nothing(table: LakeTable, rows: Rows) -> None:
    """Its files hold rows that were told before."""
    for n in range(4):
        table.append(rows(1, n))
    at = table.version()
    assert compact(table, at_least=2) == 4
    changes = changes_since(table, at)
    assert changes.version == at + 1
    assert changes.days == frozenset()
    assert sorted(changes_since(table, NO_VERSION).inserted["n"].to_pylist()) == [0, 1, 2, 3]


def test_a_rewritten_day_is_to_be_redone(table: LakeTable, rows: Rows) -> None:
    """Its new rows are not told as inserted, they are in the snapshot."""
    table.append(pa.concat_tables([rows(1, 1), rows(2, 2)]))
    at = table.version()
    table.append(pa.concat_tables([rows(1, 3), rows(2, 4)]))
    table.replace_days(rows(1, 7), [DAY1])
    changes = changes_since(table, at)
    assert changes.redo == {DAY1}
    assert changes.inserted["n"].to_pylist() == [4]
    assert changes.snapshot.read(["n"], days=changes.redo)["n"].to_pylist() == [7]


def test_a_delete_by_another_program_marks_its_day(table: LakeTable, rows: Rows) -> None:
    """An erasure, say."""
    table.append(pa.concat_tables([rows(1, 1, 2), rows(2, 3)]))
    at = table.version()
    DeltaTable(str(table.path)).delete("n = 1")
    assert changes_since(table, at).redo == {DAY1}


def test_without_a_feed_the_touched_days_are_redone(table: LakeTable, rows: Rows) -> None:
    """A commit that the feed no longer has: the files of both versions are compared."""
    table.append(rows(1, 1))
    table.append(rows(2, 2))
    for n in range(20):
        table.append(rows(2, n))
    gone = table.path / "_delta_log" / f"{3:020d}.json"
    gone.unlink()
    changes = changes_since(table, 2)
    assert changes.inserted.num_rows == 0
    assert DAY2 in changes.redo


def test_a_foreign_table_without_a_feed_is_redone(
    table: LakeTable, rows: Rows, tmp_path: Path
) -> None:
    """Another program made it, as it does by default."""
    foreign = LakeTable(tmp_path / "foreign", table.spec)
    write_deltalake(str(foreign.path), rows(1, 1), partition_by=["day"])
    write_deltalake(str(foreign.path), rows(2, 2), mode="append")
    changes = changes_since(foreign, 0)
    told = set(changes.inserted["n"].to_pylist())
    assert told == {2} or changes.redo == {DAY2}
