"""Killed at any moment and run again: each row exactly once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

from watchkeeper.model import Model
from watchkeeper.store import Store, read_labels, read_predictions
from watchkeeper.store.lake import NO_VERSION, changes_since
from watchkeeper.store.lake.schemas import PREDICTIONS

BATCHES, ROWS = 60, 20

WRITE_ALL = f"""
import sys
from datetime import UTC, datetime, timedelta
import pyarrow as pa
from watchkeeper.store import Store, write_labels, write_predictions
start = datetime(2024, 3, 1, tzinfo=UTC)
with Store.open(sys.argv[1]) as store:
    print("open", flush=True)
    for i in range({BATCHES}):
        times = [start + timedelta(hours=i, minutes=m) for m in range({ROWS})]
        ids = [f"{{i}}-{{m}}" for m in range({ROWS})]
        rows = pa.table({{"prediction_id": ids, "timestamp": times, "version": ["1"] * {ROWS}}})
        write_predictions(store, "m", rows)
        labels = pa.table({{"prediction_id": ids, "label": ids, "prediction_time": times}})
        write_labels(store, "m", labels)
"""


def test_kill_9_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Five kills at random moments of a replay, each started over from its beginning."""
    path, rng = tmp_path / "watch", np.random.default_rng(5)
    with Store.open(path) as store:
        store.catalog.models.put(Model(name="m", task="binary"))
    for _ in range(5):
        kill_after(path, rng.uniform(0.0, 0.7))
    subprocess.run([sys.executable, "-c", WRITE_ALL, str(path)], check=True, capture_output=True)
    with Store.open(path) as store:
        expected = {f"{i}-{m}": 1 for i in range(BATCHES) for m in range(ROWS)}
        predictions = read_predictions(store, "m", ["prediction_id"])["prediction_id"]
        assert Counter(predictions.to_pylist()) == expected
        assert Counter(read_labels(store, "m")["prediction_id"].to_pylist()) == expected
        followed = changes_since(store.table("m", PREDICTIONS), NO_VERSION)
        assert Counter(followed.inserted["prediction_id"].to_pylist()) == expected


def kill_after(path: Path, seconds: float) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE_ALL, str(path)], stdout=subprocess.PIPE, text=True
    )
    with writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "open\n"
        time.sleep(seconds)
        writer.kill()
