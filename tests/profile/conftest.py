"""Frames that several profile tests look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest


@pytest.fixture(scope="session")
def make_table() -> Callable[[int, int], pa.Table]:
    """Return a function of (rows, seed) that makes a table of every kind that is counted."""
    return _table


@pytest.fixture
def mixed() -> pa.Table:
    """Return 600 rows over 50 hours."""
    return _table(600, 11)


def _table(rows: int, seed: int) -> pa.Table:
    rng = np.random.default_rng(seed)
    columns: dict[str, Any] = {
        "x": pa.array(rng.normal(size=rows), mask=rng.random(rows) < 0.1),
        "heavy": rng.standard_cauchy(rows),
        "n": rng.integers(-100, 100, rows),
        "few": rng.integers(0, 4, rows),
        "kind": rng.choice(["a", "b", "c"], rows).tolist(),
        "flag": rng.random(rows) < 0.5,
    }
    columns["heavy"][rng.random(rows) < 0.02] = np.inf
    moments = rng.integers(0, 50 * 3_600_000_000, rows)
    columns["ts"] = pa.array(moments, pa.timestamp("us", "UTC"))
    return pa.table(columns)
