"""What is acknowledged is in the file, once."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from watchkeeper.errors import StoreError
from watchkeeper.store.inbox import Entry, GroupCommit

Make = Callable[..., Entry]
Keep = Callable[[Sequence[Entry]], list[bool]]


def rows(folder: Path) -> list[tuple[str, bytes]]:
    with sqlite3.connect(folder / "inbox.db") as db:
        found = db.execute("select name, body from inbox order by id").fetchall()
    db.close()
    return found


def test_many_at_once_are_all_kept(keep: Keep, tmp_path: Path, entry: Make) -> None:
    """A thousand requests in few commits, in their order."""
    entries = [entry(f"{i}", body=b"%d" % i) for i in range(1_000)]
    assert keep(entries) == [False] * 1_000
    assert rows(tmp_path) == [(f"{i}", b"%d" % i) for i in range(1_000)]


def test_a_name_is_kept_once(keep: Keep, tmp_path: Path, entry: Make) -> None:
    """Twice in one group, and again later; other models and kinds have names of their own."""
    one = entry("batch-7", named_by_sender=True)
    others = [
        entry("batch-7", named_by_sender=True, model="other"),
        entry("batch-7", named_by_sender=True, kind="operations"),
    ]
    assert keep([one, one, *others]) == [False, True, False, False]
    assert keep([one]) == [True]
    assert len(rows(tmp_path)) == 3


def test_names_made_here_are_not_remembered(keep: Keep, tmp_path: Path, entry: Make) -> None:
    """Nobody can send them again."""
    keep([entry("made")])
    with sqlite3.connect(tmp_path / "inbox.db") as db:
        assert db.execute("select count(*) from seen").fetchone() == (0,)
    db.close()


def test_what_has_gathered_is_kept_on_closing(tmp_path: Path, entry: Make) -> None:
    """The last group is committed before the thread ends."""

    async def last_words() -> None:
        inbox = GroupCommit(tmp_path)
        waiting = [asyncio.ensure_future(inbox.keep(entry(f"{i}"))) for i in range(50)]
        await asyncio.sleep(0)
        inbox.close()
        assert await asyncio.gather(*waiting) == [False] * 50
        with pytest.raises(StoreError, match="the inbox is closed"):
            await inbox.keep(entry())

    asyncio.run(last_words())
    assert len(rows(tmp_path)) == 50


def test_what_cannot_be_written_is_not_acknowledged(tmp_path: Path, entry: Make) -> None:
    """The sender hears of it; the next request is tried again."""

    async def tried() -> None:
        inbox = GroupCommit(tmp_path)
        with sqlite3.connect(tmp_path / "inbox.db") as db:
            db.execute("alter table inbox rename to away")
        with pytest.raises(StoreError, match="the inbox failed: no such table"):
            await inbox.keep(entry())
        assert "no such table" in inbox.error
        db.execute("alter table away rename to inbox")
        db.close()
        assert not await inbox.keep(entry())
        assert inbox.error == ""
        inbox.close()

    asyncio.run(tried())


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    """Opening fails, with the database's reason."""
    with pytest.raises(StoreError, match="unable to open"):
        GroupCommit(tmp_path / "nowhere")
