"""Nothing is silently changed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.store.lake.fit import fit_array

US = pa.timestamp("us", "UTC")


@pytest.mark.parametrize(
    ("value", "kind", "target"),
    [
        (1.5, pa.float64(), pa.int64()),
        (float("inf"), pa.float64(), pa.int64()),
        (2.0**63, pa.float64(), pa.int64()),
        (1e300, pa.float64(), pa.int64()),
        (2**53 + 1, pa.int64(), pa.float64()),
        (2**63 - 1, pa.int64(), pa.float64()),
        (2**63, pa.uint64(), pa.int64()),
        (2**64 - 1, pa.uint64(), pa.float64()),
        (0.1, pa.float64(), pa.float32()),
        ("1.5", pa.string(), pa.float64()),
        ("true", pa.string(), pa.bool_()),
        (True, pa.bool_(), pa.float64()),
        (True, pa.bool_(), pa.int64()),
        (1, pa.int64(), pa.bool_()),
        (1, pa.int64(), pa.string()),
        (1, pa.int64(), US),
        (Decimal("1.5"), pa.decimal128(5, 2), pa.int64()),
        (1500, pa.timestamp("ns"), US),
        (2**62, pa.timestamp("s"), US),
        (datetime(2024, 1, 1, 5, tzinfo=UTC), US, pa.date32()),
        (b"x", pa.binary(), pa.string()),
        ([1], pa.list_(pa.int64()), pa.list_(pa.string())),
    ],
)
def test_what_would_change_does_not_fit(
    value: object, kind: pa.DataType, target: pa.DataType
) -> None:
    """Each of these Arrow or Delta would store as something else."""
    fitted, misfits = fit_array(pa.array([value, None], kind), target)
    assert fitted.to_pylist() == [None, None]
    assert misfits is not None
    assert misfits.tolist() == [True, False]


@pytest.mark.parametrize(
    ("value", "kind", "target", "kept"),
    [
        (2.0, pa.float64(), pa.int64(), 2),
        (-(2.0**63), pa.float64(), pa.int64(), -(2**63)),
        (2**53, pa.int64(), pa.float64(), 2.0**53),
        (0.5, pa.float32(), pa.float64(), 0.5),
        (7, pa.int8(), pa.int64(), 7),
        (Decimal("2.00"), pa.decimal128(5, 2), pa.int64(), 2),
        (Decimal("0.1"), pa.decimal128(5, 2), pa.float64(), 0.1),
        ("a", pa.large_string(), pa.string(), "a"),
        ("a", pa.dictionary(pa.int8(), pa.string()), pa.string(), "a"),
        (["a"], pa.large_list(pa.large_string()), pa.list_(pa.string()), ["a"]),
    ],
)
def test_what_comes_back_the_same_fits(
    value: object, kind: pa.DataType, target: pa.DataType, kept: object
) -> None:
    """A wider or plainer type is no loss."""
    fitted, misfits = fit_array(pa.array([value], kind), target)
    assert fitted.to_pylist() == [kept]
    assert fitted.type == target
    assert misfits is None


def test_nan_stays_in_a_double_and_is_missing_in_an_integer() -> None:
    """A pandas column of integers with gaps arrives as double with NaN."""
    nan = pa.array([float("nan"), 1.0])
    kept, misfits = fit_array(nan, pa.float64())
    assert np.isnan(kept[0].as_py())
    assert misfits is None
    whole, misfits = fit_array(nan, pa.int64())
    assert whole.to_pylist() == [None, 1]
    assert misfits is None


def test_a_time_without_a_zone_is_utc() -> None:
    """The instant is the same number of microseconds."""
    fitted, misfits = fit_array(pa.array([1_704_110_400_000_000], pa.timestamp("us")), US)
    assert fitted[0].as_py() == datetime(2024, 1, 1, 12, tzinfo=UTC)
    assert misfits is None


@given(st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1))))
def test_integers_in_a_double_are_exact_or_left_out(values: list[int | None]) -> None:
    """Python compares integers with doubles exactly."""
    fitted, misfits = fit_array(pa.array(values, pa.int64()), pa.float64())
    for i, value in enumerate(values):
        wrong = misfits is not None and misfits[i]
        assert fitted[i].as_py() == (None if wrong else value)
        assert not (wrong and value is not None and float(value) == value and value < 2**63 - 512)


@given(st.lists(st.floats()))
def test_doubles_in_an_integer_are_exact_or_left_out(values: list[float]) -> None:
    """What is kept equals what was given; what is whole and in range is kept."""
    fitted, misfits = fit_array(pa.array(values, pa.float64()), pa.int64())
    for i, value in enumerate(values):
        kept = fitted[i].as_py()
        assert kept == value or kept is None
        if value == value and abs(value) < 2**63 and value.is_integer():
            assert kept == value
        else:
            assert kept is None
            assert value != value or (misfits is not None and misfits[i])
