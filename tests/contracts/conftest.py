"""Rows of a classifier whose scores are calibrated, for what holds of the public face."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest


def _rows(n: int, seed: int, *, days: int | None = None) -> pd.DataFrame:
    """Return rows of a classifier whose scores are calibrated."""
    rng = np.random.default_rng(seed)
    p = rng.beta(2, 2, n)
    columns: dict[str, Any] = {
        "a": rng.normal(size=n),
        "c": rng.choice(["u", "v", "w"], n),
        "p": p,
        "answer": np.where(p > 0.5, "late", "ok"),
        "y": np.where(rng.random(n) < p, "late", "ok"),
    }
    if days is not None:
        since = np.sort(rng.integers(0, days * 86_400_000_000, n)).astype("timedelta64[us]")
        columns["ts"] = np.datetime64("2024-01-01", "us") + since
    return pd.DataFrame(columns)


@pytest.fixture(scope="session")
def made_rows() -> Callable[..., pd.DataFrame]:
    """Return a function from a number of rows and a seed (and days) to rows of one law."""
    return _rows


@pytest.fixture(scope="module")
def reference() -> pd.DataFrame:
    """Return 2,000 rows taken as normal."""
    return _rows(2000, 1)


@pytest.fixture
def current() -> pd.DataFrame:
    """Return 2,000 rows of the same law."""
    return _rows(2000, 2)
