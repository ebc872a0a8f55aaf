"""A Parquet file as a frame: read a column or a piece at a time, never as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from watchkeeper.errors import DataError, unknown_name
from watchkeeper.profile.kinds import is_text

ROWS_PER_BATCH = 131_072


class ParquetFrame:
    """A frame that rests in a Parquet file. Text is read as dictionaries."""

    __slots__ = ("_file", "_known", "_path", "_schema")

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            schema = pq.read_schema(path)
            text = [field.name for field in schema if is_text(field.type)]
            self._file = pq.ParquetFile(path, read_dictionary=text, pre_buffer=False)
        except FileNotFoundError as error:
            raise DataError(f"there is no file {str(path)!r}") from error
        except (pa.ArrowException, OSError) as error:
            raise DataError(
                f"{str(path)!r} cannot be read as Parquet: {error}",
                hint="read other formats with pandas, polars or DuckDB and hand over the frame",
            ) from error
        self._schema = schema.remove_metadata()
        self._known = frozenset(schema.names)

    @property
    def names(self) -> list[str]:
        """Return the column names, in order."""
        return list(self._schema.names)

    @property
    def schema(self) -> pa.Schema:
        """Return names and types."""
        return self._schema

    @property
    def num_rows(self) -> int:
        """Return the number of rows."""
        return int(self._file.metadata.num_rows)

    def column(self, name: str) -> pa.ChunkedArray:
        """Read one column."""
        if name not in self._known:
            raise unknown_name("column", name, self._known, where=str(self._path))
        return self._file.read(columns=[name], use_threads=False).column(name)

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Read the rows of *columns* piece by piece."""
        for batch in self._file.iter_batches(ROWS_PER_BATCH, columns=list(columns)):
            yield batch.select(list(columns))
