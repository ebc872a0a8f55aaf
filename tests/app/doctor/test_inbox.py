"""What the doctor says of the inbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.app.doctor import Check
from watchkeeper.model import Level
from watchkeeper.store.inbox import Batches, Entry, GroupCommit, Progress

Examine = Callable[..., list[Check]]


def keep(watch: Path, *sizes: int) -> None:
    """Keep a request of each of *sizes*."""

    async def all_of_them() -> None:
        inbox = GroupCommit(watch)
        facts: dict[str, Any] = {"model": "flights", "kind": "labels", "form": "json"}
        when = "2024-03-01T00:00:00+00:00"
        for size in sizes:
            entry = Entry(**facts, body=bytes(size), records=3, received_at=when, name="n")
            await inbox.keep(entry)
        inbox.close()

    asyncio.run(all_of_them())


def test_an_empty_inbox_is_well(watch: Path, found: Examine) -> None:
    """Also where there never was one; looking makes none."""
    (check,) = found("inbox", watch)
    assert (check.level, check.text) == (Level.OK, "nothing waits")
    assert not (watch / "inbox.db").exists()


@pytest.mark.parametrize(("size", "level"), [(500_000, Level.OK), (900_000, Level.WARNING)])
def test_what_waits_is_told_beside_the_limit(
    watch: Path, found: Examine, size: int, level: Level
) -> None:
    """Before it is reached."""
    (watch / "watchkeeper.toml").write_text("[workspace]\ninbox_max_bytes = 1048576\n")
    keep(watch, size)
    (check,) = found("inbox", watch)
    assert check.level is level
    text = f"1 request with 3 records wait, {size / 1e6:.1f} MB of 1 MB, the oldest for 0 s"
    assert check.text == text


def test_what_was_set_aside_is_told_by_reason(watch: Path, found: Examine) -> None:
    """With a command that shows the first."""
    keep(watch, 10, 10, 10)
    batches = Batches(watch)
    batch = batches.freeze(1_000)
    assert batch is not None
    batches.split(batch)
    for part, reason in zip(batches.pending(), ("odd", "odd", "worse"), strict=True):
        batches.set_aside(part, reason)
    batches.close()
    _, odd, worse = found("inbox", watch)
    assert odd.level is Level.WARNING
    assert odd.text == ("flights: 2 requests of labels (6 records) set aside, the first is 1: odd")
    assert odd.action.endswith("watchkeeper inbox save 1 FILE")
    assert worse.text.endswith("the first is 3: worse")


def test_why_the_writer_waits_is_told(watch: Path, found: Examine) -> None:
    """Critical while something waits for it."""
    keep(watch, 10)
    progress = Progress(watch)
    progress.say("writer", error="flights/labels: OSError: No space left on device")
    progress.close()
    _, check = found("inbox", watch)
    assert check.level is Level.CRITICAL
    assert "No space left on device" in check.text


def test_a_damaged_inbox_is_critical(watch: Path, found: Examine) -> None:
    """It is said, with what can be done."""
    (watch / "inbox.db").write_bytes(b"no database at all, but long enough" * 100)
    (check,) = found("inbox", watch)
    assert check.level is Level.CRITICAL
    assert "not a database" in check.text
    assert check.action
