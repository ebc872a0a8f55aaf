"""Score cells are replaced by day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa

from watchkeeper.store import CellKey, Hours, Store, read_scores, replace_scores
from watchkeeper.store.lake.schemas import SCORES

KEY = CellKey("b", "1", "production")
DAY1, DAY2 = date(2024, 3, 1), date(2024, 3, 2)


def cells(*hours: tuple[int, int, int]) -> pa.Table:
    """Make cells from (day, hour, labelled)."""
    names = SCORES.schema.names[SCORES.schema.names.index("hour") :]
    schema = pa.schema([SCORES.schema.field(name) for name in names])
    rows = [
        {
            "hour": datetime(2024, 3, day, hour, tzinfo=UTC),
            "rows": 5,
            "labelled": labelled,
            "by_label": [labelled, 0],
            "sums": [0.5, 0.25],
            "score_bins": [3, 17],
        }
        for day, hour, labelled in hours
    ]
    return pa.Table.from_pylist(rows, schema=schema)


def labelled(store: Store, **where: Hours) -> list[int]:
    return read_scores(store, "m", KEY, **where)["labelled"].to_pylist()


def test_cells_come_back_in_order_of_time(store: Store) -> None:
    """Lists too; and only the hours asked for."""
    assert read_scores(store, "m", KEY).num_rows == 0
    replace_scores(store, "m", {KEY: cells((2, 0, 3), (1, 23, 2), (1, 5, 1))}, [DAY1, DAY2])
    read = read_scores(store, "m", KEY)
    assert read["labelled"].to_pylist() == [1, 2, 3]
    assert read["by_label"].to_pylist() == [[1, 0], [2, 0], [3, 0]]
    assert read["score_bins"][0].as_py() == [3, 17]
    until = Hours(end=datetime(2024, 3, 1, 23, tzinfo=UTC))
    assert labelled(store, hours=until) == [1]


def test_late_labels_replace_their_days(store: Store) -> None:
    """The other days stay; every key of the day is replaced."""
    other = CellKey("b", "2", "production")
    replace_scores(
        store, "m", {KEY: cells((1, 0, 1), (2, 0, 1)), other: cells((1, 0, 9))}, [DAY1, DAY2]
    )
    replace_scores(store, "m", {KEY: cells((1, 0, 4))}, [DAY1])
    assert labelled(store) == [4, 1]
    assert read_scores(store, "m", other).num_rows == 0


def test_a_transaction_replaces_once(store: Store) -> None:
    """Also when it leaves nothing."""
    assert replace_scores(store, "m", {KEY: cells((1, 0, 1))}, [DAY1], transaction=("s", 1))
    assert not replace_scores(store, "m", {}, [DAY1], transaction=("s", 1))
    assert replace_scores(store, "m", {}, [DAY1], transaction=("s", 2))
    assert labelled(store) == []
