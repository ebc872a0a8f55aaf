"""What nobody needs goes; what a reader, a follower or a commit needs stays."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from watchkeeper.errors import StoreError
from watchkeeper.store.lake import NO_VERSION, LakeTable, changes_since, compact
from watchkeeper.store.lake.vacuum import leftovers, vacuum

Rows = Callable[..., pa.Table]

NOW = datetime.now(UTC)
#: All that was written by the test is older than this.
LATER = NOW + timedelta(days=2)


def on_disk(table: LakeTable) -> set[str]:
    """Return the Parquet files below the folder of *table*."""
    files = table.path.rglob("*.parquet")
    return {f.relative_to(table.path).as_posix() for f in files if "_delta_log" not in f.parts}


def current(table: LakeTable) -> set[str]:
    """Return the files of the newest version."""
    return {file.path for file in table.snapshot().files}


def numbers(table: LakeTable) -> list[int]:
    """Return the numbers in the table, in order."""
    return sorted(table.snapshot().read(["n"])["n"].to_pylist())


def aged(table: LakeTable, *, days: int) -> None:
    """Let all files of the table, its log too, be some days older."""
    for path in table.path.rglob("*.*"):
        when = path.stat().st_mtime - 86_400 * days
        os.utime(path, (when, when))


@pytest.fixture
def compacted(table: LakeTable, rows: Rows) -> LakeTable:
    """Return a table whose versions 1 to 4 appended a number each; version 5 compacted them."""
    for n in range(4):
        table.append(rows(n % 2, n))
    assert compact(table, at_least=2) == 4
    return table


def test_what_was_compacted_away_goes(compacted: LakeTable) -> None:
    """Just the files of the newest version are left, and the rows are the same."""
    gone = vacuum(compacted, before=LATER, handled=5)
    assert len(gone) == 4
    assert all(file.size > 0 for file in gone)
    assert on_disk(compacted) == current(compacted)
    assert numbers(compacted) == [0, 1, 2, 3]
    assert vacuum(compacted, before=LATER, handled=5) == []


def test_what_was_replaced_goes(table: LakeTable, rows: Rows) -> None:
    """The days that a later commit wrote anew."""
    table.append(rows(1, 1))
    table.replace_days(rows(1, 2), [rows(1, 1)["day"][0].as_py()])
    assert len(vacuum(table, before=LATER, handled=2)) == 1
    assert numbers(table) == [2]


@pytest.mark.parametrize("handled", [NO_VERSION, 0, 1, 2, 3, 4])
def test_a_follower_still_gets_each_row(compacted: LakeTable, rows: Rows, handled: int) -> None:
    """The change feed reads files that were compacted away since; it is told by rows, not days."""
    compacted.append(rows(1, 9))
    before = sorted(changes_since(compacted, handled).inserted["n"].to_pylist())
    vacuum(compacted, before=LATER, handled=handled)
    changes = changes_since(compacted, handled)
    assert changes.redo == frozenset()
    assert sorted(changes.inserted["n"].to_pylist()) == before


def test_a_follower_behind_the_vacuum_redoes_the_days(compacted: LakeTable) -> None:
    """One that begins from nothing afterwards reads the snapshot."""
    vacuum(compacted, before=LATER, handled=5)
    changes = changes_since(compacted, NO_VERSION)
    assert changes.redo == compacted.snapshot().days
    assert sorted(changes.snapshot.read(["n"])["n"].to_pylist()) == [0, 1, 2, 3]


def test_who_opened_the_table_in_time_reads_on(table: LakeTable, rows: Rows) -> None:
    """The time of the commit that replaced a file counts, not the age of the file."""
    table.append(rows(1, 1))
    table.append(rows(1, 2))
    aged(table, days=30)
    opened = table.snapshot()
    compact(table, at_least=2)
    assert vacuum(table, before=NOW - timedelta(days=7), handled=3) == []
    assert sorted(opened.read(["n"])["n"].to_pylist()) == [1, 2]
    aged(table, days=8)
    assert len(vacuum(table, before=NOW - timedelta(days=7), handled=3)) == 2


def test_an_orphan_goes_once_it_is_old(table: LakeTable, rows: Rows) -> None:
    """A young one may belong to a commit that is being made."""
    table.append(rows(1, 1))
    orphan = table.path / "day=2024-01-01" / "part-of-a-dead-writer.parquet"
    orphan.write_bytes(b"cut off")
    assert leftovers(table, before=NOW - timedelta(days=7), handled=1) == []
    aged(table, days=8)
    (found,) = leftovers(table, before=NOW - timedelta(days=7), handled=1)
    assert (found.path, found.size) == ("day=2024-01-01/part-of-a-dead-writer.parquet", 7)
    assert vacuum(table, before=NOW - timedelta(days=7), handled=1) == [found]
    assert not orphan.exists()
    assert numbers(table) == [1]


def test_files_of_the_change_feed_go_when_it_was_followed(table: LakeTable, rows: Rows) -> None:
    """Another program's delete writes what it deleted beside the table."""
    table.append(rows(1, 1, 2))
    DeltaTable(str(table.path)).delete("n = 1")
    assert any(path.startswith("_change_data/") for path in on_disk(table))
    assert vacuum(table, before=LATER, handled=1) == []
    assert len(vacuum(table, before=LATER, handled=2)) == 2
    assert on_disk(table) == current(table)
    assert numbers(table) == [2]


def test_files_of_others_are_let_be(compacted: LakeTable, tmp_path: Path) -> None:
    """Only Parquet files, in folders that belong to the table, no links."""
    (compacted.path / "notes.txt").write_text("mine")
    (compacted.path / "_mine").mkdir()
    (compacted.path / "_mine" / "rows.parquet").write_bytes(b"mine")
    (tmp_path / "elsewhere.parquet").write_bytes(b"mine")
    (compacted.path / "link.parquet").symlink_to(tmp_path / "elsewhere.parquet")
    vacuum(compacted, before=LATER, handled=5)
    assert (compacted.path / "notes.txt").exists()
    assert (compacted.path / "_mine" / "rows.parquet").exists()
    assert (compacted.path / "link.parquet").exists()


def test_a_restored_file_stays(compacted: LakeTable) -> None:
    """Delta's restore names files again that were removed before."""
    DeltaTable(str(compacted.path)).restore(4)
    vacuum(compacted, before=LATER, handled=6)
    assert on_disk(compacted) == current(compacted)
    assert numbers(compacted) == [0, 1, 2, 3]


def test_a_log_that_does_not_reach_back_keeps_all(compacted: LakeTable) -> None:
    """When its older commits are gone, nobody knows what was replaced since."""
    compacted.snapshot().handle.create_checkpoint()
    for version in range(5):
        (compacted.path / "_delta_log" / f"{version:020d}.json").unlink()
    aged(compacted, days=3)
    assert leftovers(compacted, before=NOW - timedelta(days=7), handled=5) == []
    assert len(leftovers(compacted, before=NOW - timedelta(days=1), handled=5)) == 4


def test_a_log_that_cannot_be_read_is_an_error(compacted: LakeTable) -> None:
    """Nothing is removed on a guess."""
    compacted.snapshot()
    (compacted.path / "_delta_log" / f"{3:020d}.json").write_text("{")
    files = on_disk(compacted)
    with pytest.raises(StoreError, match="cannot be read"):
        vacuum(compacted, before=LATER, handled=0)
    assert on_disk(compacted) == files
