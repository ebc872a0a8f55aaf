"""Writer and sweeper killed at any moment: each row is read, and followed, exactly once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from watchkeeper.model import Model
from watchkeeper.store import Store, read_predictions
from watchkeeper.store.durable import write_file
from watchkeeper.store.lake import NO_VERSION, changes_since
from watchkeeper.store.lake.schemas import PREDICTIONS
from watchkeeper.store.lake.vacuum import vacuum

BATCHES, ROWS, KILLS = 120, 5, 8

WRITE = f"""
import sys
from datetime import UTC, datetime, timedelta
import pyarrow as pa
from watchkeeper.store import Store, write_predictions
from watchkeeper.store.lake import compact
from watchkeeper.store.lake.schemas import PREDICTIONS
start = datetime(2024, 3, 1, tzinfo=UTC)
with Store.open(sys.argv[1]) as store:
    print("open", flush=True)
    for i in range({BATCHES}):
        times = [start + timedelta(hours=i % 48, minutes=m) for m in range({ROWS})]
        ids = [f"{{i}}-{{m}}" for m in range({ROWS})]
        rows = pa.table({{"prediction_id": ids, "timestamp": times, "version": ["1"] * {ROWS}}})
        write_predictions(store, "m", rows)
        if i % 3 == 2:
            with store.writer("m"):
                compact(store.table("m", PREDICTIONS), at_least=3)
"""

# All files count as old here: only the lease and the follower's position protect any.
SWEEP = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from watchkeeper.store import Store
from watchkeeper.store.lake.schemas import PREDICTIONS
from watchkeeper.store.lake.vacuum import vacuum
with Store.open(sys.argv[1]) as store:
    print("open", flush=True)
    table, position = store.table("m", PREDICTIONS), Path(sys.argv[1]) / ".position"
    while True:
        if table.exists():
            handled = int(position.read_text())
            with store.writer("m"):
                vacuum(table, before=datetime.now(UTC) + timedelta(days=1), handled=handled)
"""


@contextmanager
def process(script: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    """Run *script* on the workspace until the block ends; then it is killed."""
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "open\n"
        try:
            yield running
        finally:
            running.kill()


class Follower:
    """Reads the change feed, and notes how far in a file that the sweeper reads."""

    def __init__(self, store: Store) -> None:
        self._table = store.table("m", PREDICTIONS)
        self._position = store.root / ".position"
        self.at = NO_VERSION
        self.seen: Counter[str] = Counter()
        self._note()

    def follow(self) -> None:
        """Take what is new; no day may have to be read again."""
        if not self._table.exists():
            return
        changes = changes_since(self._table, self.at, columns=["prediction_id"])
        assert changes.redo == frozenset()
        self.seen.update(changes.inserted["prediction_id"].to_pylist())
        self.at = changes.version
        self._note()

    def _note(self) -> None:
        write_file(self._position, str(self.at).encode())


@pytest.mark.slow
def test_kill_9_of_writer_and_sweeper_loses_nothing(tmp_path: Path) -> None:
    """Both are killed at random moments while a follower reads; the folder is clean in the end."""
    path, rng = tmp_path / "watch", np.random.default_rng(3)
    with Store.open(path) as store:
        store.catalog.models.put(Model(name="m", task="binary"))
        follower = Follower(store)
        for _ in range(KILLS):
            with process(WRITE, path) as writer, process(SWEEP, path):
                until = time.monotonic() + rng.uniform(0.1, 1.0)
                while time.monotonic() < until and writer.poll() is None:
                    follower.follow()
        with process(SWEEP, path), process(WRITE, path) as writer:
            while writer.poll() is None:
                follower.follow()
            assert writer.returncode == 0
        follower.follow()
        table = store.table("m", PREDICTIONS)
        vacuum(table, before=datetime.now(UTC) + timedelta(days=1), handled=follower.at)
        expected = {f"{i}-{m}": 1 for i in range(BATCHES) for m in range(ROWS)}
        predictions = read_predictions(store, "m", ["prediction_id"])["prediction_id"]
        assert Counter(predictions.to_pylist()) == expected
        assert follower.seen == expected
        left = {p.relative_to(table.path).as_posix() for p in table.path.glob("day=*/*.parquet")}
        assert left == {file.path for file in table.snapshot().files}
