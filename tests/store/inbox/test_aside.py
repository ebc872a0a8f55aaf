"""What was set aside can be seen, tried again and dropped."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from watchkeeper.errors import DataError, NotFound
from watchkeeper.store.inbox import (
    Batches,
    Entry,
    aside_body,
    drop_aside,
    inbox_state,
    retry_aside,
)

Make = Callable[..., Entry]
Keep = Callable[[Sequence[Entry]], list[bool]]


@pytest.fixture
def aside(keep: Keep, batches: Batches, entry: Make) -> int:
    """Set a request aside; return its number."""
    facts = {"version": "3", "environment": "shadow", "client": "{}", "kind": "predictions"}
    keep([entry("poison", body=b"the body", records=7, **facts)])
    batch = batches.freeze(1_000)
    assert batch is not None
    batches.set_aside(batch, "why")
    return batch.first


def test_its_body_is_kept_as_it_came(aside: int, tmp_path: Path) -> None:
    """Byte for byte."""
    assert aside_body(tmp_path, aside) == b"the body"


def test_tried_again_it_is_the_request_that_it_was(
    aside: int, batches: Batches, tmp_path: Path
) -> None:
    """With its name, version, place and client, in a new batch; it counts as waiting again."""
    retry_aside(tmp_path, aside)
    state = inbox_state(tmp_path)
    assert (state.set_aside, state.requests, state.waiting_bytes) == ((), 1, 8)
    batch = batches.freeze(1_000)
    assert batch is not None
    (row,) = batches.rows(batch)
    assert row.id > aside
    assert (row.name, row.version, row.environment, row.client) == ("poison", "3", "shadow", "{}")
    assert (row.kind, row.body, row.records) == ("predictions", b"the body", 7)
    assert row.received_at == "2024-03-01T00:00:00+00:00"


def test_dropped_it_is_gone(aside: int, tmp_path: Path) -> None:
    """And nobody finds it again."""
    drop_aside(tmp_path, aside)
    assert inbox_state(tmp_path).set_aside == ()
    for act in (aside_body, retry_aside, drop_aside):
        with pytest.raises(NotFound, match=f"no request {aside} was set aside"):
            act(tmp_path, aside)


def test_a_number_that_is_none_is_told_those_that_are(aside: int, tmp_path: Path) -> None:
    """Nothing is done."""
    with pytest.raises(NotFound, match=f"set aside are: {aside}"):
        drop_aside(tmp_path, 99)
    assert len(inbox_state(tmp_path).set_aside) == 1


def test_of_an_older_version_nobody_knows_who_answered(aside: int, tmp_path: Path) -> None:
    """It stays where it is; its columns are added when the file is opened."""
    with closing(sqlite3.connect(tmp_path / "inbox.db")) as db, db:
        for column in ("name", "version", "environment", "client"):
            db.execute(f"alter table set_aside drop column {column}")
    with pytest.raises(DataError, match="which version"):
        retry_aside(tmp_path, aside)
    assert aside_body(tmp_path, aside) == b"the body"
