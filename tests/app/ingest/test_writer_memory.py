"""A request that the writer finds no memory for: it is tried, parted, set aside."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from watchkeeper.app.ingest import write_truths
from watchkeeper.app.ingest.writer import MOST_DEATHS
from watchkeeper.store import read_labels
from watchkeeper.store.inbox import inbox_state


def _label(name: str) -> dict[str, str]:
    return {"prediction_id": name, "label": "late"}


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A machine without memory for labels of the answer `huge`; how often it was tried."""
    tries: list[int] = []
    original = write_truths.write_labels

    def write(store: Any, model: Any, table: pa.Table, **more: Any) -> Any:
        if "huge" in table["prediction_id"].to_pylist():
            tries.append(table.num_rows)
            raise pa.ArrowMemoryError("malloc of size 99 failed")
        return original(store, model, table, **more)

    monkeypatch.setattr(write_truths, "write_labels", write)
    return tries


def test_it_is_tried_with_the_others_then_alone_then_set_aside(desk: Any, short: list[int]) -> None:
    """Three times each; what came with it is kept, and the reason names memory."""
    for name in ("a", "huge", "b"):
        desk.put("labels", _label(name))
    for _ in range(MOST_DEATHS):
        done = desk.write()
        assert done.waiting == {("m", "labels"): "there was not enough memory to write it"}
    assert desk.write().parted
    while inbox_state(desk.ws.path).requests:
        desk.write()
        assert len(short) <= 2 * MOST_DEATHS
    assert short == [3] * MOST_DEATHS + [1] * MOST_DEATHS
    (aside,) = inbox_state(desk.ws.path).set_aside
    assert aside.reason == f"the writer died of it, or had no memory for it, {MOST_DEATHS} times"
    assert sorted(read_labels(desk.ws.store, "m")["prediction_id"].to_pylist()) == ["a", "b"]
    assert inbox_state(desk.ws.path).said["writer"].error == ""


def test_others_are_not_kept_waiting(desk: Any, short: list[int]) -> None:
    """Another kind of the same batch is written at once."""
    desk.put("labels", _label("huge"))
    desk.put("operations", {"kind": "request"})
    assert desk.write().written == {("m", "operations"): 1}
    assert short == [1]


def test_memory_that_comes_back_is_enough(
    desk: Any, short: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is parted when the second try succeeds."""
    with monkeypatch.context() as patched:
        patched.setattr(write_truths, "write_labels", _starving)
        desk.put("labels", _label("a"))
        assert not desk.write().written
    assert desk.write().written == {("m", "labels"): 1}
    assert short == []


def _starving(*_: Any, **__: Any) -> Any:
    raise MemoryError
