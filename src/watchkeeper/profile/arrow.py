"""Arrow columns as NumPy arrays, read from their buffers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Bools = npt.NDArray[np.bool_]


def fixed_width(array: pa.Array) -> npt.NDArray[Any]:
    """Return the values of a numeric, boolean or temporal *array*; what stands at nulls is noise.

    Without a copy, except for booleans. ``Array.to_numpy`` is not used: it imports pandas
    where that is installed.
    """
    data = array.buffers()[1]
    if data is None or len(array) == 0:
        return np.zeros(len(array), dtype=_dtype(array.type))
    if pa.types.is_boolean(array.type):
        return _bits(data, array.offset, len(array))
    dtype = _dtype(array.type)
    return np.frombuffer(data, dtype=dtype, count=len(array), offset=array.offset * dtype.itemsize)


def null_mask(array: pa.Array) -> Bools | None:
    """Return which values are null, or None when none is."""
    if array.null_count == 0:
        return None
    bitmap = array.buffers()[0]
    if bitmap is None:
        return np.ones(len(array), dtype=np.bool_)
    return ~_bits(bitmap, array.offset, len(array))


def plain(array: pa.Array) -> pa.Array:
    """Return *array* without extension type and run-length encoding; dictionaries stay."""
    if isinstance(array.type, pa.BaseExtensionType):
        array = array.storage
    if pa.types.is_run_end_encoded(array.type):
        array = pc.run_end_decode(array)
    return array


def without_views(table: pa.Table) -> pa.Table:
    """Return *table* in types that every kernel of Arrow takes; other columns are not copied.

    Arrow can neither filter nor take views (the text of polars), nor run-length encoded
    columns.
    """
    columns = table.columns
    plain_columns = [_without_views(column) for column in columns]
    if all(new is old for new, old in zip(plain_columns, columns, strict=True)):
        return table
    return pa.Table.from_arrays(plain_columns, names=table.column_names)


def _without_views(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_string_view(column.type):
        return column.cast(pa.large_string())
    if pa.types.is_binary_view(column.type):
        return column.cast(pa.large_binary())
    if pa.types.is_run_end_encoded(column.type):
        return pc.run_end_decode(column)
    return column


def chunks(column: pa.ChunkedArray) -> list[pa.Array]:
    """Return the chunks of *column*, at least one."""
    return column.chunks or [pa.array([], type=column.type)]


def _dtype(arrow_type: pa.DataType) -> np.dtype[Any]:
    if pa.types.is_boolean(arrow_type):
        return np.dtype(np.bool_)
    if pa.types.is_floating(arrow_type):
        return np.dtype(f"f{arrow_type.bit_width // 8}")
    if pa.types.is_unsigned_integer(arrow_type):
        return np.dtype(f"u{arrow_type.bit_width // 8}")
    return np.dtype(f"i{arrow_type.bit_width // 8}")


def _bits(buffer: pa.Buffer, offset: int, length: int) -> Bools:
    first, last = offset // 8, (offset + length + 7) // 8
    octets = np.frombuffer(buffer, dtype=np.uint8)[first:last]
    bits = np.unpackbits(octets, count=offset - first * 8 + length, bitorder="little")
    return bits[offset - first * 8 :].view(np.bool_)
