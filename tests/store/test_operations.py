"""Operation records come once, and are read by time and kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from watchkeeper.errors import DataError, NotFound
from watchkeeper.store import Store
from watchkeeper.store.operations import read_operations, write_operations

START = datetime(2024, 3, 1, tzinfo=UTC)


def rows(count: int = 3, **more: list[object]) -> pa.Table:
    times = [START + timedelta(hours=20 * i) for i in range(count)]
    return pa.table(
        {"timestamp": times, "kind": ["request", "interval", "training"][:count], **more}
    )


def test_without_a_table_there_is_nothing(store: Store) -> None:
    """Reading makes none."""
    assert read_operations(store, "m").num_rows == 0


def test_what_was_written_is_read_by_time_and_kind(store: Store) -> None:
    """Ends are left out; days without rows are not opened."""
    assert write_operations(store, "m", rows(latency_ms=[3, 2.5, None])) == 3
    found = read_operations(store, "m")
    assert found["kind"].to_pylist() == ["request", "interval", "training"]
    assert found["status"].to_pylist() == ["ok"] * 3
    assert found["latency_ms"].to_pylist() == [3.0, 2.5, None]
    some = read_operations(store, "m", START, START + timedelta(hours=40))
    assert some["kind"].to_pylist() == ["request", "interval"]
    assert read_operations(store, "m", START + timedelta(hours=1)).num_rows == 2
    assert read_operations(store, "m", kind="training").num_rows == 1


def test_a_transaction_is_written_once(store: Store) -> None:
    """Records have no identity: only the number tells that they are the same."""
    assert write_operations(store, "m", rows(), transaction=("inbox", 1)) == 3
    assert write_operations(store, "m", rows(), transaction=("inbox", 1)) == 0
    assert write_operations(store, "m", rows(1), transaction=("inbox", 2)) == 1
    assert read_operations(store, "m").num_rows == 4


def test_what_is_no_operation_is_refused(store: Store) -> None:
    """With the nearest name."""
    with pytest.raises(DataError, match="did you mean 'request'"):
        write_operations(store, "m", rows(1).set_column(1, "kind", pa.array(["request_"])))
    with pytest.raises(DataError, match="status is 'fine'"):
        write_operations(store, "m", rows(1, status=["fine"]))
    with pytest.raises(DataError, match="'kind' is missing"):
        write_operations(store, "m", rows(1).drop_columns(["kind"]))
    with pytest.raises(NotFound):
        write_operations(store, "other", rows())
