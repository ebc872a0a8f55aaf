"""Data files are there all, or none."""

from __future__ import annotations

import resource
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from watchkeeper.store.lake.files import write_days


def test_a_full_disk_leaves_no_file_of_a_day_that_fitted(tmp_path: Path) -> None:
    """Tried again and again, what fitted would fill the room that is made."""
    days = [date(2024, 1, 1)] * 10 + [date(2024, 1, 2)] * 50_000
    numbers = np.random.default_rng(0).normal(size=len(days))
    data = pa.table({"day": pa.array(days, pa.date32()), "x": numbers})
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_days(tmp_path, data, unique=frozenset())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.rglob("*.parquet")) == []
    assert len(write_days(tmp_path, data, unique=frozenset())) == 2
    assert len(list(tmp_path.rglob("*.parquet"))) == 2
