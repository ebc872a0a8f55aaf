"""Operations, recorded from a frame and read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

import watchkeeper as wk
from watchkeeper.errors import ConfigError, NotFound
from watchkeeper.model import ReplayClock

START = datetime(2024, 3, 1, tzinfo=UTC)


def test_what_is_logged_is_read_back(tmp_path: Path) -> None:
    """Times without a zone are of the zone that is said."""
    with wk.open(tmp_path, clock=ReplayClock(START)) as ws:
        ws.register("m", task="binary")
        times = [START.replace(tzinfo=None), START.replace(tzinfo=None) + timedelta(hours=5)]
        rows = pa.table({"timestamp": times, "kind": ["request", "training"], "cpu_s": [1, 2]})
        assert ws.log_operations("m", rows, tz="Etc/GMT-1") == 2
        found = ws.operations("m")
        assert found["timestamp"].to_pylist() == [START + timedelta(hours=h) for h in (-1, 4)]
        assert found["cpu_s"].to_pylist() == [1.0, 2.0]
        assert ws.operations("m", START, kind="training").num_rows == 1
        assert ws.operations("m", None, START).num_rows == 1


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    """A time, a model."""
    with wk.open(tmp_path, clock=ReplayClock(START)) as ws:
        ws.register("m", task="binary")
        with pytest.raises(ConfigError, match="needs the column timestamp"):
            ws.log_operations("m", pa.table({"kind": ["request"]}))
        with pytest.raises(NotFound):
            ws.operations("n")
