"""A writer whose inbox cannot be written for a while."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from watchkeeper.app.ingest.writer import MOST_DEATHS, Writer
from watchkeeper.errors import DiskError
from watchkeeper.store import read_labels
from watchkeeper.store.inbox import Batch, Batches, inbox_state


def test_a_batch_that_cannot_be_cleared_is_no_deadly_one(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the lake once, and goes when there is room: however often that was tried."""
    desk.put("labels", {"prediction_id": "a", "label": "late"}, name="a")
    desk.put("labels", {"prediction_id": "b", "label": "late"}, name="b")
    writer = Writer(desk.ws.store, log=lambda event, facts: desk.logged.append((event, facts)))
    clear = Batches.clear

    def full(batches: Batches, batch: Batch, written: Collection[int], *, whole: bool) -> None:
        raise DiskError("the inbox failed: database or disk is full")

    monkeypatch.setattr(Batches, "clear", full)
    for _ in range(3 * MOST_DEATHS):
        with pytest.raises(DiskError):
            writer.round()
    monkeypatch.setattr(Batches, "clear", clear)
    writer.round()
    writer.close()

    state = inbox_state(desk.ws.path)
    assert (state.requests, state.set_aside) == (0, ())
    assert "deadly_batch" not in {event for event, _ in desk.logged}
    assert sorted(read_labels(desk.ws.store, "m")["prediction_id"].to_pylist()) == ["a", "b"]


def test_what_it_struggles_with_stands_until_it_is_mended(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note that the writer lives does not take it away."""
    desk.put("labels", {"prediction_id": "a", "label": "late"})
    writer = Writer(desk.ws.store, log=lambda event, facts: desk.logged.append((event, facts)))

    def full(*_: Any, **__: Any) -> None:
        raise OSError("Generic error\n  \x1b[31m\u21b3\x1b[0m No space left (os error 28)\n")

    with monkeypatch.context() as patched:
        patched.setattr("watchkeeper.app.ingest.write_truths.write_labels", full)
        writer.round()
        writer.still_here()
    error = "m/labels: OSError: No space left (os error 28)"
    assert inbox_state(desk.ws.path).said["writer"].error == error
    writer.round()
    writer.still_here()
    assert inbox_state(desk.ws.path).said["writer"].error == ""
    writer.close()
