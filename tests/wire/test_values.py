"""Any value as JSON can hold it."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd
import pytest

from watchkeeper.wire.values import plain


class Colour(Enum):
    RED = "red"


class Hostile:
    """A value that cannot even be printed."""

    def __str__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (np.bool_(True), True),
        (3, 3),
        (np.int8(3), 3),
        (np.uint64(2**64 - 1), "18446744073709551615"),
        (2**63 - 1, 2**63 - 1),
        (2**63, "9223372036854775808"),
        (-(2**63), -(2**63)),
        (1.5, 1.5),
        (np.float32(1.5), 1.5),
        (np.longdouble(1.25), 1.25),
        (np.array(2.0), 2.0),
        (np.array([[2.5]]), 2.5),
        (pd.Series([2.5], index=[7]), 2.5),
        (pd.Series(pd.to_datetime(["2026-01-02"])), "2026-01-02T00:00:00"),
        (Decimal("0.1"), 0.1),
        (float("nan"), None),
        (np.float64("nan"), None),
        (Decimal("sNaN"), None),
        (float("inf"), "Infinity"),
        (np.float64("-inf"), "-Infinity"),
        (Decimal("Infinity"), "Infinity"),
        ("é", "é"),
        (np.str_("q"), "q"),
        ("half \ud800", "half ?"),
        (b"\xc3\xa9t\xc3\xa9", "été"),
        (b"\xff", "\\xff"),
        (Colour.RED, "red"),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), "2026-01-02T03:00:00+00:00"),
        (date(2026, 1, 2), "2026-01-02"),
        (time(3, 4), "03:04:00"),
        (pd.Timestamp("2026-01-02", tz="UTC"), "2026-01-02T00:00:00+00:00"),
        (np.datetime64("2026-01-02T03:04:05", "ns"), "2026-01-02T03:04:05.000000000"),
        (np.datetime64("NaT"), None),
        (pd.NaT, None),
        (pd.NA, None),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        ([1, 2], "[1, 2]"),
        (Hostile(), "<Hostile>"),
        pytest.param(10**5000, "<int>", id="longer than Python prints"),
    ],
)
def test_plain(value: Any, expected: Any) -> None:
    """The value has a type that JSON knows and comes back as it went."""
    found = plain(value)

    assert (found, type(found)) == (expected, type(expected))
    assert json.loads(json.dumps(found, allow_nan=False).encode()) == expected
