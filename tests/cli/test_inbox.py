"""``watchkeeper inbox``."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.store.inbox import Batches, Entry, GroupCommit, inbox_state


@pytest.fixture
def aside(watch: Path) -> int:
    """Set a request of the workspace aside; return its number."""

    async def keep() -> None:
        inbox = GroupCommit(watch)
        facts: dict[str, Any] = {"model": "flights", "kind": "labels", "form": "json"}
        when = "2024-03-01T00:00:00+00:00"
        await inbox.keep(Entry(**facts, body=b"odd", records=2, received_at=when, name="n"))
        inbox.close()

    asyncio.run(keep())
    batches = Batches(watch)
    batch = batches.freeze(1_000)
    assert batch is not None
    batches.set_aside(batch, "ValidationError")
    batches.close()
    return batch.first


def test_they_are_listed_saved_and_tried_again(
    cli: Any, watch: Path, aside: int, tmp_path: Path
) -> None:
    """In words and as JSON."""
    out = cli("inbox", "list", "-w", watch).out
    assert out == f"{aside}  2024-03-01T00:00:00+00:00  2 labels of flights: ValidationError\n"
    (listed,) = json.loads(cli("inbox", "list", "-w", watch, "--json").out)
    assert (listed["id"], listed["reason"]) == (aside, "ValidationError")
    file = tmp_path / "body"
    assert cli("inbox", "save", aside, file, "-w", watch).out == f"request {aside} is saved\n"
    assert file.read_bytes() == b"odd"
    done = cli("inbox", "retry", aside, "-w", watch, "--json")
    assert json.loads(done.out) == {"request": aside}
    assert inbox_state(watch).requests == 1
    nothing = cli("inbox", "list", "-w", watch)
    assert (nothing.out, nothing.err) == ("", "note: no request was set aside\n")


def test_one_is_dropped(cli: Any, watch: Path, aside: int) -> None:
    """A second time there is none, and that is an error."""
    assert cli("inbox", "drop", aside, "-w", watch).out == f"request {aside} is dropped\n"
    again = cli("inbox", "drop", aside, "-w", watch)
    assert again.code != 0
    assert f"no request {aside} was set aside" in again.err
    assert inbox_state(watch).requests == 0
