"""What the writer's process does beside writing."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.serve.writer_process import write_until
from watchkeeper.store import Store, read_labels
from watchkeeper.store.inbox import Entry, GroupCommit, inbox_state

LABEL = Entry(
    model="m",
    kind="labels",
    form="json",
    body=b'{"records": [{"prediction_id": "a", "label": "late"}]}',
    records=1,
    received_at="2024-03-10T00:00:00+00:00",
    name="n",
)


def test_what_failed_is_tried_again_though_nothing_new_comes(
    watch: Path, wait_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full for a moment."""

    async def keep() -> None:
        inbox = GroupCommit(watch)
        await inbox.keep(LABEL)
        inbox.close()

    asyncio.run(keep())
    original, failures = Store.writer, iter(range(2))

    def full(store: Store, model: str) -> Any:
        if next(failures, None) is not None:
            raise OSError(28, "No space left on device")
        return original(store, model)

    monkeypatch.setattr(Store, "writer", full)
    stop = threading.Event()
    with Store.open(watch) as store:
        thread = threading.Thread(target=write_until, args=(stop, store))
        thread.start()
        wait_for(lambda: inbox_state(watch).requests == 0)
        stop.set()
        thread.join()
        assert read_labels(store, "m").num_rows == 1
    assert inbox_state(watch).said["writer"].error == ""
