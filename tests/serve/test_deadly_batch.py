"""A request that ends the very process that writes it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from watchkeeper.store import Store, read_labels
from watchkeeper.store.inbox import Entry, GroupCommit, inbox_state

#: The writer's own process, less patient; one name in a table of labels ends it.
WRITER = """
import os, sys
from watchkeeper.app.ingest import write_truths
original = write_truths.write_labels
def deadly(store, model, table, *more, **named):
    if "deadly" in table["prediction_id"].to_pylist():
        os._exit(139)
    return original(store, model, table, *more, **named)
write_truths.write_labels = deadly
from watchkeeper.app.ingest import writer
writer.MOST_DEATHS = 2
from watchkeeper.serve.writer_process import main
main(sys.argv[1:])
"""


def label(name: str) -> Entry:
    return Entry(
        model="m",
        kind="labels",
        form="json",
        body=b'{"records": [{"prediction_id": "%s", "label": "late"}]}' % name.encode(),
        records=1,
        received_at="2024-03-10T00:00:00+00:00",
        name=name,
    )


def test_it_is_set_aside_after_some_deaths(watch: Path) -> None:
    """Its batch is parted first; then it is written alone; what came with it is kept, once."""

    async def keep() -> None:
        inbox = GroupCommit(watch)
        await asyncio.gather(*(inbox.keep(label(name)) for name in ("a", "deadly", "b")))
        inbox.close()

    asyncio.run(keep())
    deaths = 0
    while inbox_state(watch).requests:
        command = [sys.executable, "-c", WRITER, str(watch)]
        # Its input ends at once: it writes what is there, and ends.
        done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False, capture_output=True)
        deaths += done.returncode == 139
        assert deaths <= 4, done.stderr
    assert deaths == 4
    (aside,) = inbox_state(watch).set_aside
    assert aside.reason == "the writer died of it, or had no memory for it, 2 times"
    with Store.open(watch) as store:
        assert sorted(read_labels(store, "m")["prediction_id"].to_pylist()) == ["a", "b"]
