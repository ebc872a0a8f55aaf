"""Kinds of columns."""

from __future__ import annotations

import pyarrow as pa
import pytest

from watchkeeper.profile.kinds import Kind, kind_of, type_name

CASES = [
    (pa.int8(), Kind.NUMERIC, "int8"),
    (pa.float16(), Kind.NUMERIC, "halffloat"),
    (pa.decimal128(10, 2), Kind.NUMERIC, "decimal128(10, 2)"),
    (pa.bool_(), Kind.CATEGORY, "bool"),
    (pa.large_string(), Kind.CATEGORY, "string"),
    (pa.string_view(), Kind.CATEGORY, "string"),
    (pa.dictionary(pa.int8(), pa.string()), Kind.CATEGORY, "string"),
    (pa.dictionary(pa.int8(), pa.int64()), Kind.NUMERIC, "int64"),
    (pa.run_end_encoded(pa.int32(), pa.float64()), Kind.NUMERIC, "double"),
    (pa.timestamp("ns", "UTC"), Kind.MOMENT, "timestamp[ns, tz=UTC]"),
    (pa.date32(), Kind.MOMENT, "date32[day]"),
    (pa.duration("s"), Kind.DURATION, "duration[s]"),
    (pa.binary(4), Kind.BYTES, "binary"),
    (pa.list_(pa.int64()), Kind.NESTED, "list<item: int64>"),
    (pa.struct({"a": pa.int64()}), Kind.NESTED, "struct<a: int64>"),
    (pa.null(), Kind.NOTHING, "null"),
]


@pytest.mark.parametrize(("arrow_type", "kind", "name"), CASES, ids=[c[2] for c in CASES])
def test_type_decides_kind_and_name(arrow_type: pa.DataType, kind: Kind, name: str) -> None:
    """How values are stored (dictionary, view, large) changes neither kind nor name."""
    assert kind_of(arrow_type) is kind
    assert type_name(arrow_type) == name


def test_only_numbers_and_categories_are_counted() -> None:
    """Everything else is a reason to leave a column out."""
    assert [kind for kind in Kind if kind.counted] == [Kind.NUMERIC, Kind.CATEGORY]
