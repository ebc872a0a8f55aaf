"""What was read once is kept until its tables have moved on."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from watchkeeper.store import Store
from watchkeeper.store.lake.schemas import RESULTS
from watchkeeper.web.views.cache import Cache, mark


def test_the_mark_changes_with_every_commit(tmp_path: Path) -> None:
    """Also after the first checkpoint, whose note sorts behind all commits."""
    with Store.open(tmp_path / "watch") as store:
        assert mark(store, "m", RESULTS) == ("",)
        table = store.table("m", RESULTS)
        table.create(RESULTS.schema)
        row = pa.Table.from_pylist([{"day": date(2024, 1, 1)}], schema=RESULTS.schema)
        marks = [mark(store, "m", RESULTS)]
        for _ in range(25):
            table.append(row)
            marks.append(mark(store, "m", RESULTS))

    assert (table.path / "_delta_log" / "_last_checkpoint").exists()
    assert len(set(marks)) == len(marks) == 26


def test_it_is_made_again_only_when_its_mark_changed() -> None:
    """The mark is all that is compared."""
    cache, made = Cache(), []

    def make() -> int:
        made.append(1)
        return len(made)

    found = [cache.get("k", mark, make) for mark in ("a", "a", {"b": 1}, {"b": 1}, "a")]

    assert found == [1, 1, 2, 2, 3]


def test_the_least_used_go_first() -> None:
    """It cannot grow without bound."""
    cache, made = Cache(most=2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        cache.get(key, 0, lambda key=key: made.append(key))

    assert made == ["a", "b", "c", "b"]


def test_a_failure_is_not_kept() -> None:
    """The next visit tries again."""
    cache = Cache()

    def fail() -> int:
        raise ValueError("once")

    with pytest.raises(ValueError, match="once"):
        cache.get("k", 0, fail)

    assert cache.get("k", 0, lambda: 7) == 7


def test_many_visitors_make_it_once() -> None:
    """They wait for the one who is at it."""
    cache, made = Cache(), []
    go = threading.Barrier(8)

    def visit() -> None:
        go.wait()
        cache.get("k", 0, lambda: made.append(1))

    threads = [threading.Thread(target=visit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [1]
