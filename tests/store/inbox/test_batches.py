"""A batch has a number of its own, and is there until it is cleared."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from watchkeeper.store.inbox import Batches, Entry, inbox_state

Make = Callable[..., Entry]
Keep = Callable[[Sequence[Entry]], list[bool]]


def test_a_batch_has_what_was_there(keep: Keep, batches: Batches, entry: Make) -> None:
    """What comes later is in the next one; an empty inbox makes none."""
    assert batches.freeze(1_000) is None
    keep([entry("a"), entry("b")])
    first = batches.freeze(1_000)
    assert first is not None
    keep([entry("c")])
    assert [row.name for row in batches.rows(first)] == ["a", "b"]
    second = batches.freeze(1_000)
    assert second is not None
    assert [row.name for row in batches.rows(second)] == ["c"]
    assert batches.pending() == [first, second]
    assert batches.freeze(1_000) is None


def test_a_batch_is_about_as_large_as_asked(keep: Keep, batches: Batches, entry: Make) -> None:
    """It ends with the row that reaches the limit: a large one always fits."""
    keep([entry(f"{i}", body=bytes(40)) for i in range(5)])
    sizes = []
    while (batch := batches.freeze(100)) is not None:
        sizes.append(len(batches.rows(batch)))
    assert sizes == [3, 2]


def test_numbers_are_never_used_again(
    keep: Keep, batches: Batches, tmp_path: Path, entry: Make
) -> None:
    """Also when everything was cleared, and the file was closed in between."""
    numbers = []
    for i in range(3):
        keep([entry(f"{i}")])
        again = Batches(tmp_path)
        batch = again.freeze(100)
        assert batch is not None
        again.clear(batch, [row.id for row in again.rows(batch)], whole=True)
        numbers.append((batch.number, batch.first))
        again.close()
    assert numbers == [(1, 1), (2, 2), (3, 3)]


def test_a_part_that_is_cleared_leaves_the_rest(keep: Keep, batches: Batches, entry: Make) -> None:
    """The batch stays, under its number, with what is left."""
    keep([entry(f"{i}") for i in range(4)])
    batch = batches.freeze(1_000)
    assert batch is not None
    batches.clear(batch, [1, 3], whole=False)
    assert batches.pending() == [batch]
    assert [row.id for row in batches.rows(batch)] == [2, 4]


def test_a_split_batch_is_one_of_each_row(keep: Keep, batches: Batches, entry: Make) -> None:
    """With higher numbers, in the order of receipt; the rows are in no other batch."""
    keep([entry(f"{i}") for i in range(3)])
    batch = batches.freeze(1_000)
    assert batch is not None
    batches.clear(batch, [2], whole=False)
    batches.split(batch)
    parts = batches.pending()
    assert [(b.number, b.first, b.last) for b in parts] == [(2, 1, 1), (3, 3, 3)]
    assert batches.freeze(1_000) is None


def test_what_is_set_aside_is_kept_with_its_reason(
    keep: Keep, batches: Batches, tmp_path: Path, entry: Make
) -> None:
    """It waits no more; the page of the system shows it."""
    keep([entry("poison", body=b"body", records=7)])
    batch = batches.freeze(1_000)
    assert batch is not None
    batches.set_aside(batch, "why")
    assert batches.pending() == []
    state = inbox_state(tmp_path)
    assert (state.requests, state.records) == (0, 0)
    (aside,) = state.set_aside
    assert (aside.model, aside.kind, aside.records, aside.reason) == ("m", "labels", 7, "why")
    with sqlite3.connect(tmp_path / "inbox.db") as db:
        assert db.execute("select body from set_aside").fetchone() == (b"body",)
    db.close()


def test_names_are_forgotten_after_two_weeks(
    keep: Keep, batches: Batches, tmp_path: Path, entry: Make
) -> None:
    """Not before."""
    keep([entry("old", named_by_sender=True), entry("new", named_by_sender=True)])
    with sqlite3.connect(tmp_path / "inbox.db") as db:
        db.execute("update seen set at = at - 86400 * 15 where name = 'old'")
    db.close()
    batches.forget_names()
    again = [entry("old", named_by_sender=True), entry("new", named_by_sender=True)]
    assert keep(again) == [False, True]
    assert inbox_state(tmp_path).requests == 3


def test_a_workspace_without_an_inbox_has_nothing_waiting(tmp_path: Path) -> None:
    """Looking makes no file."""
    assert inbox_state(tmp_path / "other").requests == 0
    assert not (tmp_path / "other").exists()


def test_tries_are_counted_until_somebody_lives(
    keep: Keep, batches: Batches, entry: Make, tmp_path: Path
) -> None:
    """The first is counted when the batch is made; its parts begin anew."""
    keep([entry("a"), entry("b")])
    batch = batches.freeze(1_000)
    assert batch is not None
    batches.begin(batch)
    again = Batches(tmp_path)
    assert [b.tries for b in again.pending()] == [2]
    again.close()
    batches.survived(batch)
    assert [b.tries for b in batches.pending()] == [0]
    batches.begin(batch)
    batches.split(batch)
    assert [b.tries for b in batches.pending()] == [0, 0]


def test_an_inbox_of_an_older_version_is_brought_up_to_date(
    keep: Keep, entry: Make, tmp_path: Path
) -> None:
    """Its batches had no count of tries."""
    keep([entry("a")])
    first = Batches(tmp_path)
    first.freeze(1_000)
    first.close()
    with closing(sqlite3.connect(tmp_path / "inbox.db")) as db, db:
        db.execute("alter table batch drop column tries")
    again = Batches(tmp_path)
    assert [(b.number, b.tries) for b in again.pending()] == [(1, 0)]
    again.close()
