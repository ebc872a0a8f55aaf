"""The history of labels: complete, in order, on the day of the prediction."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from watchkeeper.errors import DataError
from watchkeeper.model import Model, ReplayClock
from watchkeeper.store import Store, read_labels, write_labels, write_predictions
from watchkeeper.store.lake import changes_since
from watchkeeper.store.lake.schemas import LABELS

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
DAY1, DAY2 = date(2024, 3, 1), date(2024, 3, 2)


@pytest.fixture
def predicted(store: Store) -> Store:
    """Predictions a on 1 March, b on 2 March."""
    times = [NOON, NOON + timedelta(days=1)]
    rows = {"prediction_id": ["a", "b"], "timestamp": times, "version": ["1", "1"]}
    write_predictions(store, "m", pa.table(rows))
    return store


def labels(*pairs: tuple[str, object], **more: list[object]) -> pa.Table:
    named, said = zip(*pairs, strict=True)
    return pa.table({"prediction_id": list(named), "label": list(said)} | more)


def test_a_label_lies_on_the_day_of_its_prediction(predicted: Store) -> None:
    """Its time is looked up, unless it is given."""
    write_labels(predicted, "m", labels(("a", "late"), ("b", "late")))
    given = labels(("c", "late"), prediction_time=[NOON + timedelta(hours=1)])
    write_labels(predicted, "m", given)
    rows = read_labels(predicted, "m")
    assert rows["prediction_id"].to_pylist() == ["a", "b", "c"]
    assert rows["day"].to_pylist() == [DAY1, DAY2, DAY1]
    assert rows["prediction_time"][0].as_py() == NOON
    assert read_labels(predicted, "m", days=[DAY2])["prediction_id"].to_pylist() == ["b"]


def test_a_wrong_time_of_the_prediction_is_mended(predicted: Store) -> None:
    """The prediction's own time holds where its id is found on another day only."""
    wrong, right = NOON + timedelta(days=1), NOON + timedelta(days=1, hours=1)
    given = labels(("a", "late"), ("b", "late"), prediction_time=[wrong, right])
    write_labels(predicted, "m", given)
    rows = read_labels(predicted, "m")
    assert rows["day"].to_pylist() == [DAY1, DAY2]
    assert rows["prediction_time"].to_pylist() == [NOON, right]


def test_a_label_before_its_prediction_is_kept(predicted: Store) -> None:
    """Readers of any day get it; it is counted as waiting."""
    write_labels(predicted, "m", labels(("z", "late")))
    assert read_labels(predicted, "m", days=[DAY2])["prediction_id"].to_pylist() == ["z"]
    assert predicted.catalog.counters.by_day("m", "labels_without_prediction") == {None: 1}


def test_the_lookup_ends_at_the_label_horizon(predicted: Store, clock: ReplayClock) -> None:
    """On 10 March a horizon of 8 days reaches 2 March."""
    predicted.catalog.models.put(Model(name="m", task="binary", label_horizon=timedelta(days=8)))
    write_labels(predicted, "m", labels(("a", "late"), ("b", "late")))
    assert read_labels(predicted, "m")["day"].to_pylist() == [None, DAY2]


def test_only_the_very_same_record_is_dropped(predicted: Store) -> None:
    """Corrections, other sources and other annotators are history."""
    write_labels(predicted, "m", labels(("a", "late")))
    again = write_labels(predicted, "m", labels(("a", "late"), ("a", "on_time"), ("a", "late")))
    assert (again.accepted, again.duplicates) == (1, 2)
    more = labels(
        ("a", "late"),
        ("a", "late"),
        ("a", "late"),
        source=["manual", "manual", None],
        annotator=["ann", "bob", None],
        observed_at=[None, None, NOON],
    )
    assert write_labels(predicted, "m", more).accepted == 3
    assert predicted.catalog.counters.by_day("m", "label_duplicates") == {DAY1: 2}


def test_history_is_in_the_order_of_receipt(predicted: Store) -> None:
    """Also on a clock that stands still, and within a batch."""
    for label in ("1", "0"):
        write_labels(predicted, "m", labels(("b", label), ("a", label)))
    rows = read_labels(predicted, "m")
    assert list(zip(rows["prediction_id"].to_pylist(), rows["label"].to_pylist(), strict=True)) == [
        ("b", "1"),
        ("a", "1"),
        ("b", "0"),
        ("a", "0"),
    ]


def test_classes_are_text_and_numbers_of_a_regression_are_numbers(predicted: Store) -> None:
    """1.0 is the class "1"; NaN is no label at all."""
    write_labels(predicted, "m", labels(("a", 1.0), ("b", float("nan"))))
    assert read_labels(predicted, "m")["label"].to_pylist() == ["1", None]
    predicted.catalog.models.put(Model(name="r", task="regression"))
    result = write_labels(predicted, "r", labels(("a", 1), ("b", 2)))
    assert (result.accepted, result.rescued) == (2, 0)
    write_labels(predicted, "r", labels(("a", "much")))
    write_labels(predicted, "r", labels(("a", float("nan"))))
    assert read_labels(predicted, "r")["label"].to_pylist() == [1.0, 2.0, None, None]


def test_followers_learn_which_days_labels_touch(predicted: Store) -> None:
    """The change feed of labels has the day of the prediction."""
    write_labels(predicted, "m", labels(("a", "late")))
    table = predicted.table("m", LABELS)
    at = table.version()
    write_labels(predicted, "m", labels(("b", "late"), ("z", "late")))
    assert changes_since(table, at).days == {DAY2, None}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"source": ["natual"]}, "did you mean 'natural'"),
        ({"verdict": ["dunno"]}, "verdict is 'dunno'"),
        ({"sequence": [1]}, "no column is called 'sequence'"),
    ],
)
def test_a_wrong_table_is_refused(
    store: Store, more: dict[str, list[object]], message: str
) -> None:
    """Nothing is recorded."""
    with pytest.raises(DataError, match=message):
        write_labels(store, "m", labels(("a", "late"), **more))
    assert read_labels(store, "m").num_rows == 0
