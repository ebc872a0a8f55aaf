"""A table of numbers by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from watchkeeper.store.lake import LakeTable, TableSpec

SPEC = TableSpec(
    "numbers", pa.schema([("day", pa.date32()), ("n", pa.int64()), ("t", pa.string())])
)

Rows = Callable[..., pa.Table]


@pytest.fixture
def table(tmp_path: Path) -> LakeTable:
    made = LakeTable(tmp_path / "numbers", SPEC)
    made.create()
    return made


@pytest.fixture
def rows() -> Rows:
    """Make rows: `rows(1, 5, 6)` are the numbers 5 and 6 on 1 January; day 0 is none."""

    def make(day: int, *numbers: int) -> pa.Table:
        on = date(2024, 1, day) if day else None
        columns = [[on] * len(numbers), list(numbers), [str(n) for n in numbers]]
        return pa.table(
            [pa.array(c, f.type) for c, f in zip(columns, SPEC.schema, strict=True)],
            schema=SPEC.schema,
        )

    return make
