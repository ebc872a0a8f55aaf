"""A value fits a column when nothing of it is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from watchkeeper.app.ingest.column import TIMESTAMP, column

BIG = 2**53 + 1
NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "values", "fitted", "misfits"),
    [
        (pa.float64(), [1.5, None, 2.0], [1.5, None, 2.0], []),
        (pa.float64(), [1, 1.5], [1.0, 1.5], []),
        (pa.float64(), [1, BIG, True, "1", 10**400], [1.0] + [None] * 4, [1, 2, 3, 4]),
        (pa.float64(), [True, 1.5, None], [None, 1.5, None], [0]),
        (pa.int64(), [1, 2.0, None], [1, 2, None], []),
        (pa.int64(), [1.5, 2**63, -(2**63), False], [None, None, -(2**63), None], [0, 1, 3]),
        (pa.string(), ["a", None], ["a", None], []),
        (pa.string(), ["a", 1, 1.5, True], ["a", None, None, "true"], [1, 2]),
        (pa.bool_(), [True, None, False], [True, None, False], []),
        (pa.bool_(), [True, 1, "true"], [True, None, None], [1, 2]),
        (TIMESTAMP, ["2024-03-01T12:00:00Z", "2024-03-01T13:00:00+01:00"], [NOON, NOON], []),
        (
            TIMESTAMP,
            [1709294400, "2024-03-01T12:00:00", 1e30, True],
            [NOON] + [None] * 3,
            [1, 2, 3],
        ),
        (pa.date32(), ["2024-03-01", "March", 1], [date(2024, 3, 1), None, None], [1, 2]),
    ],
)
def test_what_fits_and_what_does_not(
    kind: pa.DataType, values: list[Any], fitted: list[Any], misfits: list[int]
) -> None:
    """Nothing crosses from text or truth to number, and no digit goes missing."""
    array, told = column(values, kind)
    assert array.type == kind
    assert array.to_pylist() == fitted
    assert told == [(row, values[row]) for row in misfits]


def test_decimals_are_doubles_until_the_table_checks_them() -> None:
    """JSON knows no decimals."""
    array, told = column([1.5, 2, "3", BIG], pa.decimal128(10, 2))
    assert array.to_pylist() == [1.5, 2.0, None, None]
    assert told == [(2, "3"), (3, BIG)]
    assert array.cast(pa.decimal128(10, 2))[0].as_py() == Decimal("1.50")
