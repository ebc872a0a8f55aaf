"""The count of what waits is what waits, whoever adds and takes away."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from watchkeeper.errors import NoRoom
from watchkeeper.store.inbox import Batches, Entry, GroupCommit, inbox_state

Make = Callable[..., Entry]
Keep = Callable[[Sequence[Entry]], list[bool]]


def counted(folder: Path) -> int:
    """Return the count, having seen that it is the sum."""
    with closing(sqlite3.connect(folder / "inbox.db")) as db:
        (count,) = db.execute("select value from progress where name = 'kept_bytes'").fetchone()
    assert count == inbox_state(folder).waiting_bytes
    return int(count)


def test_every_step_changes_it(keep: Keep, batches: Batches, entry: Make, tmp_path: Path) -> None:
    """Kept, kept twice, cleared in part, split, set aside, cleared whole."""
    assert counted(tmp_path) == 0
    keep([entry(f"{i}", body=bytes(10 + i), named_by_sender=True) for i in range(5)])
    assert counted(tmp_path) == 60
    keep([entry("0", body=bytes(10), named_by_sender=True), entry("new", body=bytes(3))])
    assert counted(tmp_path) == 63
    batch = batches.freeze(1_000)
    assert batch is not None
    batches.clear(batch, [1, 3], whole=False)
    assert counted(tmp_path) == 63 - 10 - 12
    batches.split(batch)
    first, *others = batches.pending()
    batches.set_aside(first, "why")
    assert counted(tmp_path) == 63 - 10 - 12 - 11
    for other in others:
        batches.clear(other, [row.id for row in batches.rows(other)], whole=True)
    assert counted(tmp_path) == 0


def test_more_rows_than_one_slice(
    keep: Keep, batches: Batches, entry: Make, tmp_path: Path
) -> None:
    """They are dropped a few hundred at a time."""
    keep([entry(f"{i}", body=bytes(7)) for i in range(1_234)])
    batch = batches.freeze(10**6)
    assert batch is not None
    batches.clear(batch, range(1, 1_001), whole=False)
    assert counted(tmp_path) == 7 * 234


def test_a_file_of_an_older_version_is_counted_once(
    keep: Keep, entry: Make, tmp_path: Path
) -> None:
    """When it is opened first."""
    keep([entry("a", body=bytes(5)), entry("b", body=bytes(6))])
    with closing(sqlite3.connect(tmp_path / "inbox.db")) as db, db:
        db.execute("delete from progress where name = 'kept_bytes'")
    keep([entry("c", body=bytes(7))])
    assert counted(tmp_path) == 18


def test_a_wrong_count_ends_with_an_empty_inbox(
    keep: Keep, batches: Batches, entry: Make, tmp_path: Path
) -> None:
    """Somebody deleted rows by hand: room is not lost for ever."""
    keep([entry("a", body=bytes(5)), entry("b", body=bytes(6))])
    with closing(sqlite3.connect(tmp_path / "inbox.db")) as db, db:
        db.execute("delete from inbox where name = 'a'")
    batch = batches.freeze(100)
    assert batch is not None
    batches.clear(batch, [2], whole=True)
    assert counted(tmp_path) == 0


def test_two_servers_share_the_room(entry: Make, tmp_path: Path) -> None:
    """Each knows with its own commit what the other has kept; and, refused, looks again."""

    async def both() -> None:
        one, other = (GroupCommit(tmp_path, most_bytes=100) for _ in range(2))
        await one.keep(entry("a", body=bytes(60)))
        await other.keep(entry("b", body=bytes(30)))
        assert other.room.kept == 90
        assert one.room.kept == 60
        await one.keep(entry("c", body=bytes(5)))
        assert one.room.kept == 95
        with pytest.raises(NoRoom):
            one.room.require(6)
        emptied(tmp_path)
        with pytest.raises(NoRoom):
            one.room.require(6)
        while one.room.kept:
            await asyncio.sleep(0.01)
        one.room.require(100)
        one.close()
        other.close()

    asyncio.run(both())


def emptied(folder: Path) -> None:
    """Do as the writer does."""
    writer = Batches(folder)
    batch = writer.freeze(1_000)
    assert batch is not None
    writer.clear(batch, [row.id for row in writer.rows(batch)], whole=True)
    writer.close()


def test_a_server_that_starts_knows_what_waits(keep: Keep, entry: Make, tmp_path: Path) -> None:
    """From the first request on."""
    keep([entry("a", body=bytes(60))])
    inbox = GroupCommit(tmp_path, most_bytes=100)
    assert inbox.room.kept == 60
    inbox.close()
