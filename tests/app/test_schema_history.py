"""Which columns arrived when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from watchkeeper.app.schema_history import columns_at, note_columns, schema_history

A, B = (("x", "double"),), (("x", "double"), ("y", "string"))


def _on(*days: int) -> pa.ChunkedArray:
    times = [datetime(2024, 2, day, tzinfo=UTC) if day else None for day in days]
    return pa.chunked_array([pa.array(times, pa.timestamp("us", "UTC"))])


def test_each_change_has_its_time(lab: Any) -> None:
    """The same columns again are no change; rows without a time tell nothing."""
    (deployed,) = lab.ws.versions("flights")
    for seen, times in ((A, _on(5, 6)), (A, _on(7)), (B, _on(9)), (A, _on(0)), (B, _on(9, 10))):
        note_columns(lab.ws.store, "flights", deployed, seen, times)

    history = schema_history(lab.ws.store, "flights", deployed)

    assert [(at.day, columns) for at, columns in history] == [(5, A), (9, B)]
    assert columns_at(history, datetime(2024, 2, 4, tzinfo=UTC)) is None
    assert columns_at(history, datetime(2024, 2, 8, tzinfo=UTC)) == A
    assert columns_at(history, datetime(2024, 2, 9, tzinfo=UTC)) == B


def test_rows_of_the_past_do_not_change_the_present(lab: Any) -> None:
    """A back-filled day with other columns is that day's affair."""
    (deployed,) = lab.ws.versions("flights")
    for seen, times in ((A, _on(9)), (B, _on(5))):
        note_columns(lab.ws.store, "flights", deployed, seen, times)

    history = schema_history(lab.ws.store, "flights", deployed)

    assert columns_at(history, datetime(2024, 2, 6, tzinfo=UTC)) == B
    assert columns_at(history, datetime(2024, 2, 10, tzinfo=UTC)) == A
