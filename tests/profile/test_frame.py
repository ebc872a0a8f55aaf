"""Every kind of table, seen one way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from watchkeeper.errors import ConfigError, DataError
from watchkeeper.profile import FilteredFrame, Frame, open_frame

TABLE = pa.table({"x": [1, 2, 3], "y": ["a", None, "c"]})


class Stream:
    """Anything that speaks Arrow's C stream."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return TABLE.__arrow_c_stream__(requested_schema)


def _parquet(folder: Path) -> Path:
    pq.write_table(TABLE, folder / "t.parquet", row_group_size=2)
    return folder / "t.parquet"


MAKERS: dict[str, Any] = {
    "pandas": lambda _: TABLE.to_pandas(),
    "polars": lambda _: pl.from_arrow(TABLE),
    "arrow": lambda _: TABLE,
    "batch": lambda _: TABLE.to_batches()[0],
    "reader": lambda _: TABLE.to_reader(),
    "duckdb": lambda _: duckdb.from_arrow(TABLE),
    "stream": lambda _: Stream(),
    "mapping": lambda _: {"x": np.array([1, 2, 3]), "y": ["a", None, "c"]},
    "mapping of series": lambda _: {"x": pd.Series([1, 2, 3]), "y": pl.Series(["a", None, "c"])},
    "path": _parquet,
    "text path": lambda folder: str(_parquet(folder)),
    "frame": lambda _: open_frame(TABLE),
    "filtered": lambda _: FilteredFrame(open_frame(TABLE), np.ones(3, dtype=bool)),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_every_source_gives_the_same_frame(make: Any, tmp_path: Path) -> None:
    """Names, rows, columns and batches do not depend on where the table comes from."""
    frame = open_frame(make(tmp_path))
    assert isinstance(frame, Frame)
    assert frame.names == frame.schema.names == ["x", "y"]
    assert frame.num_rows == 3
    assert frame.column("y").to_pylist() == ["a", None, "c"]
    batches = list(frame.batches(["y", "x"]))
    assert [batch.schema.names for batch in batches] == [["y", "x"]] * len(batches)
    assert [x for batch in batches for x in batch["x"].to_pylist()] == [1, 2, 3]


@pytest.mark.parametrize("make", [MAKERS["arrow"], MAKERS["path"], MAKERS["filtered"]])
def test_a_mask_keeps_rows_in_order(make: Any, tmp_path: Path) -> None:
    """Columns and batches show the same rows, also across row groups."""
    frame = FilteredFrame(open_frame(make(tmp_path)), np.array([False, True, True]))
    assert frame.num_rows == 2
    assert frame.column("x").to_pylist() == [2, 3]
    assert [x for batch in frame.batches(["x"]) for x in batch["x"].to_pylist()] == [2, 3]


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["a", "b", None], pa.string_view()),
        pa.array([b"a", b"b", None], pa.binary_view()),
        pa.RunEndEncodedArray.from_arrays([2, 3], pa.array(["a", "b"])),
        pa.array(["a", "b", None]).dictionary_encode(),
    ],
    ids=lambda column: str(column.type)[:16],
)
def test_every_encoding_can_be_filtered(column: pa.Array) -> None:
    """Arrow itself filters neither views nor runs."""
    frame = FilteredFrame(open_frame({"c": column}), np.array([True, False, True]))
    expected = column.to_pylist()[::2]
    assert frame.column("c").to_pylist() == expected
    assert next(frame.batches(["c"]))["c"].to_pylist() == expected


def test_a_mask_of_another_length_is_refused() -> None:
    """A mistake of the caller is told at once."""
    with pytest.raises(DataError, match="the mask has 2 values for 3 rows"):
        FilteredFrame(open_frame(TABLE), np.ones(2, dtype=bool))


def test_many_small_pieces_become_few() -> None:
    """A table of a thousand chunks is read in one batch."""
    table = pa.concat_tables([TABLE] * 1_000)
    assert [len(batch) for batch in open_frame(table).batches(["x"])] == [3_000]


@pytest.mark.parametrize("make", [MAKERS["arrow"], MAKERS["path"]])
def test_an_unknown_column_has_a_neighbour(make: Any, tmp_path: Path) -> None:
    """The error names what was asked for and what may be meant."""
    frame = open_frame(make(tmp_path))
    with pytest.raises(ConfigError, match=r"no column is called 'xx'(.|\n)*did you mean 'x'"):
        frame.column("xx")


def test_repeated_names_are_refused() -> None:
    """A finding about "x" must have one meaning."""
    table = pa.table([[1], [2], [3]], names=["x", "y", "x"])
    with pytest.raises(DataError, match="occur more than once: 'x'"):
        open_frame(table)
    with pytest.raises(DataError, match="occur more than once: '1'"):
        open_frame({1: [0], "1": [0]})


def test_columns_of_different_lengths_are_refused() -> None:
    """A mapping must be a table."""
    with pytest.raises(DataError, match="different lengths: 'x': 1, 'y': 2"):
        open_frame({"x": [1], "y": [1, 2]})


@pytest.mark.parametrize("values", ["text", 5, np.zeros((2, 2))], ids=["text", "5", "2-d"])
def test_a_column_must_be_an_array(values: Any) -> None:
    """Text has a length too, but is no column."""
    with pytest.raises(DataError, match="column 'x' must"):
        open_frame({"x": values})


@pytest.mark.parametrize("data", [None, 5, [1, 2], object()])
def test_what_is_no_table_is_refused(data: Any) -> None:
    """The error names the type and what would do."""
    with pytest.raises(ConfigError, match=f"{type(data).__name__} is not a table"):
        open_frame(data)


def test_a_lazy_frame_must_be_collected() -> None:
    """The hint says how."""
    with pytest.raises(ConfigError, match="collect"):
        open_frame(pl.LazyFrame({"x": [1]}))


def test_a_type_that_arrow_lacks_is_refused() -> None:
    """128-bit integers exist in polars only."""
    with pytest.raises(DataError, match=r"Arrow does not understand(.|\n)*cast or drop"):
        open_frame(pl.DataFrame({"x": pl.Series([1], dtype=pl.Int128)}))


def test_only_pandas_has_an_index() -> None:
    """Asked for elsewhere, it is an error and not ignored."""
    with pytest.raises(ConfigError, match="only a pandas DataFrame has an index"):
        open_frame(TABLE, index_as="index")


def test_no_columns() -> None:
    """An empty mapping is an empty frame."""
    frame = open_frame({})
    assert (frame.names, frame.num_rows) == ([], 0)
    assert sum(len(batch) for batch in frame.batches([])) == 0
