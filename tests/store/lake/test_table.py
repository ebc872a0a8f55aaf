"""Commits: whole, once, on top of what was seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from watchkeeper.errors import DataError, StoreError
from watchkeeper.store.lake import NO_VERSION, LakeTable, TableSpec, WriteConflict, retried

Rows = Callable[..., pa.Table]
DAY1, DAY2 = date(2024, 1, 1), date(2024, 1, 2)


def numbers(table: LakeTable, **where: object) -> list[int]:
    return sorted(table.snapshot().read(["n"], **where)["n"].to_pylist())


def test_rows_come_back_by_day(table: LakeTable, rows: Rows) -> None:
    """Also those without a day, in a folder with odd characters or not."""
    table.append(pa.concat_tables([rows(2, 3), rows(1, 1, 2), rows(0, 9)]))
    assert numbers(table) == [1, 2, 3, 9]
    assert numbers(table, days=[DAY1]) == [1, 2]
    assert numbers(table, days=[None, DAY2]) == [3, 9]
    assert numbers(table, days=[]) == []
    assert numbers(table, where=pc.field("n") > 2) == [3, 9]
    assert table.snapshot().days == {None, DAY1, DAY2}


def test_a_table_can_lie_anywhere(tmp_path: Path, rows: Rows, table: LakeTable) -> None:
    """Paths are not URLs."""
    odd = LakeTable(tmp_path / "a b%#ä" / "numbers", table.spec)
    odd.create()
    odd.append(rows(1, 1))
    assert numbers(odd) == [1]


def test_a_transaction_is_written_once(table: LakeTable, rows: Rows) -> None:
    """The same or an earlier version of it is skipped; 0 is a version like any other."""
    assert table.transaction_version("a") is None
    assert table.append(rows(1, 1), transaction=("a", 0)) == 1
    assert table.append(rows(1, 1), transaction=("a", 0)) is None
    assert table.append(rows(1, 2), transaction=("a", 5)) == 2
    assert table.append(rows(1, 3), transaction=("a", 4)) is None
    assert table.append(rows(1, 3), transaction=("b", 4)) == 3
    assert numbers(table) == [1, 2, 3]
    assert table.transaction_version("a") == 5


def test_a_transaction_without_rows_is_recorded(table: LakeTable, rows: Rows) -> None:
    """A follower that found nothing to add still moves on."""
    table.append(rows(1), transaction=("a", 3))
    assert table.transaction_version("a") == 3


def test_transactions_survive_checkpoints(table: LakeTable, rows: Rows) -> None:
    """They are part of the state, not of the log alone."""
    table.append(rows(1, 0), transaction=("a", 1))
    for n in range(25):
        table.append(rows(1, n))
    assert list(table.path.glob("_delta_log/*.checkpoint.parquet"))
    assert table.transaction_version("a") == 1


def test_replaced_days_keep_the_others(table: LakeTable, rows: Rows) -> None:
    """Drop and add are one commit."""
    table.append(pa.concat_tables([rows(1, 1, 2), rows(2, 3), rows(0, 9)]))
    before = table.version()
    table.replace_days(pa.concat_tables([rows(1, 7), rows(3, 8)]), [DAY1, None])
    assert numbers(table) == [3, 7, 8]
    assert table.version() == before + 1


def test_a_stale_snapshot_cannot_be_written_on(table: LakeTable, rows: Rows) -> None:
    """The second of two writers has to look again."""
    stale = table.snapshot()
    table.append(rows(1, 1))
    with pytest.raises(WriteConflict):
        table.commit(stale, rows(1, 2))
    assert numbers(table) == [1]


def test_a_step_is_repeated_whole_while_others_are_first(table: LakeTable, rows: Rows) -> None:
    """Two conflicts, then success on the newest version."""
    seen = []

    def step() -> int:
        snapshot = table.snapshot()
        seen.append(snapshot.version)
        if len(seen) < 3:
            table.append(rows(1, 0))
        return table.commit(snapshot, rows(2, 5))

    assert retried(step) == 3
    assert seen == [0, 1, 2]
    assert numbers(table, days=[DAY2]) == [5]


def test_columns_must_be_the_tables(table: LakeTable, rows: Rows) -> None:
    """Delta would cast or fill in silence."""
    with pytest.raises(DataError, match="columns do not fit the table: n"):
        table.append(rows(1, 1).set_column(1, "n", pa.array([1.5])))
    with pytest.raises(DataError, match="more"):
        table.append(rows(1, 1).append_column("more", pa.array([1])))
    assert numbers(table) == []


def test_a_table_grows_columns_and_struct_fields(tmp_path: Path) -> None:
    """Old rows have nulls there."""
    one, two = (
        pa.schema([("day", pa.date32()), ("s", pa.struct([(n, pa.int64()) for n in names]))])
        for names in ("a", "ab")
    )
    table = LakeTable(tmp_path / "t", TableSpec("t", one))
    table.create()
    table.append(pa.table([[DAY1], [{"a": 1}]], schema=one))
    table.create(two)
    table.append(pa.table([[DAY1], [{"a": 2, "b": 3}]], schema=two))
    found = table.snapshot().read(["s"])["s"].to_pylist()
    assert sorted(found, key=lambda s: s["a"]) == [{"a": 1, "b": None}, {"a": 2, "b": 3}]


def test_a_column_keeps_its_type(table: LakeTable) -> None:
    """Another type is refused, not merged."""
    with pytest.raises(DataError, match="column 'n' is there with another type"):
        table.create(pa.schema([("day", pa.date32()), ("n", pa.string())]))


def test_no_table_is_version_minus_one(tmp_path: Path, table: LakeTable) -> None:
    """And reading it says where it is not."""
    absent = LakeTable(tmp_path / "absent", table.spec)
    assert absent.version() == NO_VERSION
    with pytest.raises(StoreError, match=r"there is no table at .*absent"):
        absent.snapshot()


def test_a_snapshot_does_not_move(table: LakeTable, rows: Rows) -> None:
    """Readers see one version to the end."""
    table.append(rows(1, 1))
    snapshot = table.snapshot()
    table.replace_days(rows(1, 2), [DAY1])
    assert snapshot.read(["n"])["n"].to_pylist() == [1]


def test_content_is_on_the_disk_before_a_commit_names_it(
    table: LakeTable, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the commit itself before the call returns."""
    steps: list[str] = []
    commit_files = table.commit_files

    def commit(*args: Any, **options: Any) -> int:
        steps.append("commit")
        return commit_files(*args, **options)

    monkeypatch.setattr(table, "commit_files", commit)
    for module in ("files", "table"):
        for name in ("sync_file", "sync_folder"):
            monkeypatch.setattr(
                f"watchkeeper.store.lake.{module}.{name}", lambda path: steps.append(path.name)
            )
    table.append(rows(1, 1))
    part, folder, commit_at, log, log_folder = steps
    assert (part[:5], folder, commit_at) == ("part-", "day=2024-01-01", "commit")
    assert (log, log_folder) == (f"{1:020d}.json", "_delta_log")
