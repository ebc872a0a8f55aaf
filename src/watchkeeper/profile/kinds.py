"""What a column is, from its Arrow type."""

from __future__ import annotations

from enum import StrEnum

import pyarrow as pa


class Kind(StrEnum):
    """How a column's values are counted, or why they are not."""

    NUMERIC = "numeric"
    CATEGORY = "category"
    MOMENT = "a moment in time"
    DURATION = "a length of time"
    NESTED = "nested values"
    BYTES = "bytes"
    NOTHING = "no type, every value is null"

    @property
    def counted(self) -> bool:
        """Return whether there are bins for it."""
        return self in (Kind.NUMERIC, Kind.CATEGORY)


def value_type(arrow_type: pa.DataType) -> pa.DataType:
    """Return the type of the values, whatever their encoding."""
    if isinstance(arrow_type, pa.BaseExtensionType):
        return value_type(arrow_type.storage_type)
    if pa.types.is_dictionary(arrow_type) or pa.types.is_run_end_encoded(arrow_type):
        return value_type(arrow_type.value_type)
    return arrow_type


def kind_of(arrow_type: pa.DataType) -> Kind:
    """Return how values of *arrow_type* are counted."""
    values = value_type(arrow_type)
    for kind, matches in _KINDS:
        if any(test(values) for test in matches):
            return kind
    return Kind.NESTED


def type_name(arrow_type: pa.DataType) -> str:
    """Return the name of the values' type: text is ``string``, whichever way it is stored."""
    values = value_type(arrow_type)
    if is_text(values):
        return "string"
    return "binary" if kind_of(values) is Kind.BYTES else str(values)


def is_text(arrow_type: pa.DataType) -> bool:
    """Return whether *arrow_type* is one of Arrow's text types."""
    return any(test(arrow_type) for test in _TEXT)


_TEXT = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
_KINDS = (
    (Kind.NUMERIC, (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)),
    (Kind.CATEGORY, (pa.types.is_boolean, *_TEXT)),
    (Kind.MOMENT, (pa.types.is_timestamp, pa.types.is_date, pa.types.is_time)),
    (Kind.DURATION, (pa.types.is_duration, pa.types.is_interval)),
    (
        Kind.BYTES,
        (
            pa.types.is_binary,
            pa.types.is_large_binary,
            pa.types.is_binary_view,
            pa.types.is_fixed_size_binary,
        ),
    ),
    (Kind.NOTHING, (pa.types.is_null,)),
)
