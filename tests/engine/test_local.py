"""Joins and queries over Arrow tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from watchkeeper.engine import LocalEngine
from watchkeeper.errors import DataError

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def engine() -> Iterator[LocalEngine]:
    made = LocalEngine()
    yield made
    made.close()


def labels(**said: str) -> pa.Table:
    n = len(said)
    columns = {
        "prediction_id": list(said),
        "label": list(said.values()),
        "observed_at": pa.array([None] * n, pa.timestamp("us", "UTC")),
        "received_at": pa.array([NOON] * n, pa.timestamp("us", "UTC")),
        "source": ["natural"] * n,
    }
    return pa.table(columns)


def test_labels_stand_beside_their_predictions_in_order(engine: LocalEngine) -> None:
    """Shadow answers share the label; other columns, structs too, are untouched."""
    predictions = pa.table(
        {
            "prediction_id": ["c", "a", "b", "a"],
            "features": pa.array([{"x y": 1.0}, None, {"x y": 2.0}, {"x y": None}]),
        }
    )
    joined = engine.join_labels(predictions, labels(a="late", b="on_time", z="late"))
    assert joined["label"].to_pylist() == [None, "late", "on_time", "late"]
    assert joined["label_received_at"].to_pylist() == [None, NOON, NOON, NOON]
    assert joined["label_source"].to_pylist() == [None, "natural", "natural", "natural"]
    assert joined.select(predictions.column_names).equals(predictions)


def test_nothing_to_join_is_nothing(engine: LocalEngine) -> None:
    """No predictions, or no labels."""
    one = pa.table({"prediction_id": ["a"]})
    assert engine.join_labels(one, labels())["label"].to_pylist() == [None]
    assert engine.join_labels(one.slice(0, 0), labels(a="late")).num_rows == 0


def test_a_history_is_not_joined(engine: LocalEngine) -> None:
    """Rows would multiply."""
    twice = pa.concat_tables([labels(a="late"), labels(a="on_time")])
    with pytest.raises(DataError, match="more than one label"):
        engine.join_labels(pa.table({"prediction_id": ["a"]}), twice)


def test_a_query_takes_values_as_parameters(engine: LocalEngine) -> None:
    """Text that looks like SQL stays text; times come back in UTC."""
    table = pa.table({"s": ["a'b", "c"], "t": pa.array([NOON, NOON], pa.timestamp("us", "UTC"))})
    found = engine.query("select * from rows where s = ?", ["a'b"], rows=table)
    assert found.to_pylist() == [{"s": "a'b", "t": NOON}]


def test_queries_do_not_see_each_others_tables(engine: LocalEngine) -> None:
    """Nor the variables of the caller."""
    engine.query("select * from one", one=pa.table({"a": [1]}))
    here = pa.table({"a": [1]})
    assert here.num_rows == 1
    for query in ("select * from one", "select * from here"):
        with pytest.raises(DataError, match="the query failed"):
            engine.query(query)


def test_queries_do_not_touch_files(engine: LocalEngine, tmp_path: Path) -> None:
    """They only see what they are given."""
    path = tmp_path / "f.csv"
    path.write_text("a\n1\n")
    with pytest.raises(DataError, match="the query failed"):
        engine.query("select * from read_csv(?)", [str(path)])
