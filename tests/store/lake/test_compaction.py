"""Fewer files, the same rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pyarrow as pa
import pytest

from watchkeeper.store.lake import LakeTable, WriteConflict, compact, compact_if_due

Rows = Callable[..., pa.Table]


def test_days_become_one_file_each(table: LakeTable, rows: Rows) -> None:
    """Days that have one already are left alone; rows without a day too are merged."""
    for n in range(6):
        table.append(rows(n % 3, n))
    table.append(rows(5, 9))
    assert compact(table, at_least=7) == 0
    assert compact(table, at_least=6) == 6
    snapshot = table.snapshot()
    assert len(snapshot.files) == 4
    assert sorted(snapshot.read(["n"])["n"].to_pylist()) == [0, 1, 2, 3, 4, 5, 9]
    assert snapshot.read(["n"], days=[date(2024, 1, 5)])["n"].to_pylist() == [9]
    assert compact(table, at_least=2) == 0


def test_the_old_files_stay_for_older_readers(table: LakeTable, rows: Rows) -> None:
    """A snapshot from before can still be read."""
    table.append(rows(1, 1))
    table.append(rows(1, 2))
    before = table.snapshot()
    compact(table, at_least=2)
    assert sorted(before.read(["n"])["n"].to_pylist()) == [1, 2]


def test_it_gives_way_to_a_writer(
    table: LakeTable, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A conflict leaves everything for the next time."""
    table.append(rows(1, 1))
    table.append(rows(1, 2))

    def conflict(*_: object, **__: object) -> int:
        raise WriteConflict("somebody was first")

    monkeypatch.setattr(table, "commit_files", conflict)
    assert compact(table, at_least=2) == 0
    assert sorted(table.snapshot().read(["n"])["n"].to_pylist()) == [1, 2]


def test_a_writer_looks_every_tenth_version(table: LakeTable, rows: Rows) -> None:
    """Sixty appends leave at most the files since the last look."""
    for n in range(60):
        version = table.append(rows(1, n))
        assert version is not None
        compact_if_due(table, version)
    assert len(table.snapshot().files) <= 60 - 50 + 1
    assert sorted(table.snapshot().read(["n"])["n"].to_pylist()) == list(range(60))
