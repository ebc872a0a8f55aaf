"""Parquet files, read piece by piece."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from watchkeeper.errors import DataError
from watchkeeper.profile.parquet_frame import ParquetFrame

TABLE = pa.table({"a": [1, 2, 3], "a.b": [4, 5, 6], "text": ["x", "y", "x"]})


def test_columns_and_batches(tmp_path: Path) -> None:
    """A dot in a name is no path; text comes as a dictionary, and the schema says text."""
    path = tmp_path / "t.parquet"
    pq.write_table(TABLE, path, row_group_size=2)
    frame = ParquetFrame(path)
    assert frame.num_rows == 3
    assert frame.schema == TABLE.schema
    assert frame.column("a").to_pylist() == [1, 2, 3]
    assert frame.column("a.b").to_pylist() == [4, 5, 6]
    batches = list(frame.batches(["text", "a"]))
    assert all(batch.schema.names == ["text", "a"] for batch in batches)
    assert pa.types.is_dictionary(batches[0].schema.field("text").type)
    assert [v for batch in batches for v in batch["text"].to_pylist()] == ["x", "y", "x"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The path is in the message."""
    with pytest.raises(DataError, match=r"there is no file .*gone\.parquet"):
        ParquetFrame(tmp_path / "gone.parquet")


def test_another_format_is_named(tmp_path: Path) -> None:
    """A CSV file is not read as Parquet, and the hint says what to do."""
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match=r"cannot be read as Parquet(.|\n)*pandas"):
        ParquetFrame(path)
