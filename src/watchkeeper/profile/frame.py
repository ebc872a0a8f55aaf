"""Any table a user may hold, seen one way: columns and batches of Arrow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from watchkeeper.errors import ConfigError, DataError, unknown_name
from watchkeeper.profile.arrow import without_views
from watchkeeper.profile.pandas_frame import is_pandas, series_to_arrow, table_from_pandas
from watchkeeper.profile.parquet_frame import ParquetFrame

ROWS_PER_BATCH = 262_144


@runtime_checkable
class Frame(Protocol):
    """A table; rows come in the same order by column and by batch."""

    @property
    def names(self) -> list[str]:
        """Return the column names, in order."""
        ...

    @property
    def schema(self) -> pa.Schema:
        """Return names and types."""
        ...

    @property
    def num_rows(self) -> int:
        """Return the number of rows."""
        ...

    def column(self, name: str) -> pa.ChunkedArray:
        """Return one column.

        Raises:
            ConfigError: there is no column *name*.
        """
        ...

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows of *columns* in pieces."""
        ...


class TableFrame:
    """A frame that is held in memory."""

    __slots__ = ("_known", "_table")

    def __init__(self, table: pa.Table) -> None:
        _refuse_repeated(table.column_names)
        self._table = without_views(table)
        self._known = {name: i for i, name in enumerate(table.column_names)}

    @property
    def names(self) -> list[str]:
        """Return the column names, in order."""
        return list(self._known)

    @property
    def schema(self) -> pa.Schema:
        """Return names and types."""
        return self._table.schema

    @property
    def num_rows(self) -> int:
        """Return the number of rows."""
        return int(self._table.num_rows)

    def column(self, name: str) -> pa.ChunkedArray:
        """Return one column, without a copy."""
        if name not in self._known:
            raise unknown_name("column", name, self._known, where="frame")
        return self._table.column(self._known[name])

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows of *columns* in pieces of up to 262,144 rows."""
        schema = pa.schema([(name, self.column(name).type) for name in columns])
        table = pa.Table.from_arrays([self.column(name) for name in columns], schema=schema)
        if any(self.column(name).num_chunks > 1 for name in columns[:1]):
            # Many small pieces would cost more by the piece than by the row.
            table = table.combine_chunks()
        yield from table.to_batches(max_chunksize=ROWS_PER_BATCH)


class FilteredFrame:
    """The rows of another frame where a mask is True, in their order."""

    __slots__ = ("_frame", "_mask")

    def __init__(self, frame: Frame, mask: npt.NDArray[np.bool_]) -> None:
        if len(mask) != frame.num_rows:
            raise DataError(f"the mask has {len(mask)} values for {frame.num_rows} rows")
        self._frame = frame
        self._mask = mask

    @property
    def names(self) -> list[str]:
        """Return the column names, in order."""
        return self._frame.names

    @property
    def schema(self) -> pa.Schema:
        """Return names and types."""
        return self._frame.schema

    @property
    def num_rows(self) -> int:
        """Return the number of rows where the mask is True."""
        return int(np.count_nonzero(self._mask))

    def column(self, name: str) -> pa.ChunkedArray:
        """Return one column's rows where the mask is True."""
        return self._frame.column(name).filter(pa.array(self._mask))

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows of *columns* where the mask is True, in pieces."""
        at = 0
        for batch in self._frame.batches(columns):
            here = self._mask[at : at + len(batch)]
            at += len(batch)
            if here.all():
                yield batch
            elif here.any():
                yield batch.filter(pa.array(here))


def open_frame(data: Any, *, index_as: str | None = None) -> Frame:
    """Return *data* as a frame; it is never changed, and copied only where it must be.

    Args:
        data: pandas or polars, an Arrow table, batch or reader, a DuckDB relation, anything
            with ``__arrow_c_stream__``, a mapping of names to arrays, the path of a Parquet
            file, or a frame. A column of mixed Python types becomes text.
        index_as: Keep a pandas index under this column name; without it it is dropped.

    Raises:
        ConfigError: *data* is none of these, or *index_as* is given for other than pandas.
        DataError: a column name occurs twice, columns differ in length, Arrow has no such
            type, or a file is no Parquet file.
    """
    if is_pandas(data):
        return TableFrame(table_from_pandas(data, index_as))
    if index_as is not None and not isinstance(data, Frame):
        raise ConfigError(
            f"only a pandas DataFrame has an index to keep, got {_kind(data)}",
            hint="name the id column instead",
        )
    if isinstance(data, TableFrame | FilteredFrame | ParquetFrame):
        return data
    if isinstance(data, str | Path):
        frame = ParquetFrame(Path(data))
        _refuse_repeated(frame.names)
        return frame
    if isinstance(data, Mapping):
        return TableFrame(_from_mapping(data))
    return TableFrame(_from_arrow(data))


def _from_arrow(data: Any) -> pa.Table:
    if isinstance(data, pa.Table):
        return data
    if isinstance(data, pa.RecordBatch):
        return pa.Table.from_batches([data])
    if isinstance(data, pa.RecordBatchReader):
        return data.read_all()
    if hasattr(data, "__arrow_c_stream__"):
        try:
            return pa.table(data)
        except pa.ArrowException as error:
            raise DataError(
                f"Arrow does not understand this {_kind(data)}: {error}",
                hint="cast or drop the column of that type",
            ) from error
    hint = "pandas, polars, Arrow, DuckDB, a mapping of arrays or a Parquet path are understood"
    if hasattr(data, "collect"):
        hint = "call .collect() on it first"
    raise ConfigError(f"{_kind(data)} is not a table", hint=hint)


def _from_mapping(data: Mapping[Any, Any]) -> pa.Table:
    names = [str(name) for name in data]
    _refuse_repeated(names)
    arrays = [_array(values, name) for name, values in zip(names, data.values(), strict=True)]
    lengths = {name: len(array) for name, array in zip(names, arrays, strict=True)}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name!r}: {n}" for name, n in list(lengths.items())[:5])
        raise DataError(f"the columns have different lengths: {told}")
    return pa.Table.from_arrays(arrays, names=names)


def _array(values: Any, name: str) -> pa.Array | pa.ChunkedArray:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    if hasattr(values, "__arrow_c_stream__") and not is_pandas(values):
        return pa.chunked_array(values)
    if getattr(values, "ndim", 1) != 1:
        raise DataError(f"column {name!r} must have shape (n,), got {values.shape}")
    if isinstance(values, str | bytes) or not hasattr(values, "__len__"):
        raise DataError(f"column {name!r} must be an array, got {_kind(values)}")
    return series_to_arrow(values)


def _refuse_repeated(names: Sequence[str]) -> None:
    if len(set(names)) == len(names):
        return
    repeated = sorted(name for name, count in Counter(names).items() if count > 1)
    raise DataError(
        f"column names occur more than once: {', '.join(map(repr, repeated))}",
        hint="rename them, so that a finding can say which one it means",
    )


def _kind(data: Any) -> str:
    return f"{type(data).__module__}.{type(data).__qualname__}".removeprefix("builtins.")
