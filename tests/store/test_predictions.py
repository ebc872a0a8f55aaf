"""Each prediction once, none lost, nothing silently changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from watchkeeper.errors import DataError, NotFound
from watchkeeper.model import Model, ReplayClock
from watchkeeper.store import (
    Store,
    declare_classes,
    declare_features,
    read_predictions,
    write_predictions,
)
from watchkeeper.store.lake import changes_since
from watchkeeper.store.lake.schemas import PREDICTIONS

Change = Callable[[pa.Table], pa.Table]

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)


def batch(*ids: object, day: int = 1, **more: list[object]) -> pa.Table:
    times = [NOON.replace(day=day)] * len(ids)
    return pa.table(
        {"prediction_id": list(ids), "timestamp": times, "version": ["1"] * len(ids)} | more
    )


def ids(store: Store, **where: object) -> list[str]:
    return sorted(
        read_predictions(store, "m", ["prediction_id"], **where)["prediction_id"].to_pylist()
    )


def test_what_is_written_is_read(store: Store) -> None:
    """Defaults are filled in, days and times of receipt are made."""
    result = write_predictions(store, "m", batch("a", prediction=["late"], score=[0.25]))
    assert (result.ids, result.accepted, result.duplicates, result.rescued) == (("a",), 1, 0, 0)
    (row,) = read_predictions(store, "m").to_pylist()
    assert row["timestamp"] == NOON
    assert row["day"] == date(2024, 3, 1)
    assert row["received_at"] == store.clock.now()
    assert (row["environment"], row["status"]) == ("production", "answered")
    assert (row["prediction"], row["score"], row["rescued"]) == ("late", 0.25, None)


def test_the_first_of_equal_identities_stays(store: Store) -> None:
    """Within a batch and across batches; and it is counted by day."""
    first = write_predictions(store, "m", batch("a", "b", "a", score=[1.0, 2.0, 3.0]))
    again = write_predictions(store, "m", batch("b", "c", score=[4.0, 5.0]))
    assert (first.accepted, first.duplicates) == (2, 1)
    assert (again.accepted, again.duplicates) == (1, 1)
    rows = read_predictions(store, "m", ["prediction_id", "score"]).sort_by("prediction_id")
    assert rows["score"].to_pylist() == [1.0, 2.0, 5.0]
    assert store.catalog.counters.by_day("m", "duplicates") == {date(2024, 3, 1): 2}


def test_a_process_that_starts_later_knows_what_is_there(store: Store, tmp_path: Path) -> None:
    """Its memory is empty, the table is not; and the first one notices what it did not write."""
    write_predictions(store, "m", batch("a"))
    with Store.open(tmp_path / "watch", clock=store.clock) as later:
        assert write_predictions(later, "m", batch("a", "b")).accepted == 1
    assert write_predictions(store, "m", batch("a", "b", "c")).accepted == 1
    assert ids(store) == ["a", "b", "c"]


def test_shadow_and_other_versions_share_the_id_not_the_identity(store: Store) -> None:
    """They answered the same question."""
    rows = batch("a", "a", "a", environment=["production", "shadow", None])
    result = write_predictions(store, "m", rows)
    assert (result.accepted, result.duplicates) == (2, 1)
    other = batch("a").set_column(2, "version", pa.array(["2"]))
    assert write_predictions(store, "m", other).accepted == 1


def test_the_same_id_on_another_day_is_kept_and_counted(store: Store) -> None:
    """It is a row of its own, and a finding for somebody."""
    write_predictions(store, "m", batch("a", day=1))
    assert write_predictions(store, "m", batch("a", "b", day=2)).other_day == 1
    assert (
        write_predictions(
            store, "m", pa.concat_tables([batch("c", day=3), batch("c", day=4)])
        ).other_day
        == 1
    )
    assert ids(store) == ["a", "a", "b", "c", "c"]
    assert store.catalog.counters.total("m", "id_on_other_day") == 2


def test_rows_without_a_time_are_kept_outside_days(store: Store) -> None:
    """They are in no window, and are duplicates like others."""
    rows = batch("a", "b").set_column(1, "timestamp", pa.array([NOON, None]))
    write_predictions(store, "m", rows)
    assert write_predictions(store, "m", rows).duplicates == 2
    assert ids(store, days=[None]) == ["b"]
    assert ids(store, days=[date(2024, 3, 1)]) == ["a"]


def test_ids_are_made_where_there_are_none(store: Store) -> None:
    """Random ones, or ones that follow from the name of the batch."""
    rows = batch("a", "b", "c").set_column(0, "prediction_id", pa.array(["a", None, None]))
    made = write_predictions(store, "m", rows).ids
    assert made[0] == "a"
    assert len({*made}) == 3
    named = batch("a", "b").drop_columns(["prediction_id"])
    first = write_predictions(store, "m", named, batch_id="march")
    assert write_predictions(store, "m", named, batch_id="march").duplicates == 2
    assert write_predictions(store, "m", named, batch_id="april").accepted == 2
    assert {*first.ids} < {*ids(store)}


def test_ids_and_classes_are_text_whatever_they_come_as(store: Store) -> None:
    """1, 1.0 and "1" are one class and one id; NaN is none."""
    for numbers in (pa.array([1]), pa.array([1.0]), pa.array(["1"])):
        rows = batch("x").set_column(0, "prediction_id", numbers)
        write_predictions(store, "m", rows.append_column("prediction", numbers))
    (row,) = read_predictions(store, "m", ["prediction_id", "prediction"]).to_pylist()
    assert row == {"prediction_id": "1", "prediction": "1"}
    rows = batch("y").append_column("prediction", pa.array([float("nan")]))
    write_predictions(store, "m", rows)
    assert ids(store) == ["1", "y"]


def test_a_regression_predicts_numbers(store: Store) -> None:
    """NaN stays; text is rescued."""
    store.catalog.models.put(Model(name="r", task="regression"))
    write_predictions(store, "r", batch("a", "b", prediction=[1.5, float("nan")]))
    write_predictions(store, "r", batch("c", prediction=["much"]))
    rows = read_predictions(store, "r").sort_by("prediction_id")
    values = rows["prediction"].to_pylist()
    assert values[0] == 1.5
    assert values[1] != values[1]
    assert values[2] is None
    assert json.loads(rows["rescued"][2].as_py()) == {"prediction": "much"}


def test_features_keep_their_names_and_declared_types(store: Store) -> None:
    """Names that differ by case or have odd signs; what does not fit is beside."""
    names = ["temp", "Temp", "wind speed (m/s)"]
    schema = pa.schema([(names[0], pa.int32()), (names[1], pa.float32()), (names[2], pa.string())])
    declare_features(store, "m", schema)
    good = {names[0]: 3, names[1]: 0.5, names[2]: "high"}
    rows = batch("a", "b").append_column(
        "features",
        pa.array([good, {names[0]: 4, names[1]: 1.5, names[2]: "low", "new": 7}]),
    )
    result = write_predictions(store, "m", rows)
    assert (result.accepted, result.rescued) == (2, 1)
    read = read_predictions(store, "m", ["prediction_id", "features", "rescued"]).sort_by(
        "prediction_id"
    )
    assert read["features"][0].as_py() == good
    assert json.loads(read["rescued"][1].as_py()) == {"features": {"new": 7}}
    misfit = batch("c").append_column("features", pa.array([{names[0]: 1.5}]))
    assert write_predictions(store, "m", misfit).rescued == 1
    assert store.catalog.counters.by_day("m", "rescued") == {date(2024, 3, 1): 2}


def test_a_feature_declared_with_another_type_keeps_its_past(store: Store) -> None:
    """The next version's baseline has gaps, so its integers have become doubles."""
    declare_features(store, "m", pa.schema([("a", pa.int64()), ("b", pa.float64())]))
    write_predictions(
        store, "m", batch("x").append_column("features", pa.array([{"a": 1, "b": 0.5}]))
    )
    declare_features(store, "m", pa.schema([("a", pa.float64()), ("b", pa.string())]))
    write_predictions(
        store, "m", batch("y").append_column("features", pa.array([{"a": 2.5, "b": "t"}]))
    )
    read = read_predictions(store, "m", ["prediction_id", "features"]).sort_by("prediction_id")
    assert read["features"].to_pylist() == [{"a": 1.0, "b": None}, {"a": 2.5, "b": "t"}]


def test_features_known_from_data_alone_are_double(store: Store) -> None:
    """A first batch of whole numbers decides nothing."""
    declare_features(store, "m", pa.schema([("a", pa.int64())]), whole_numbers=False)
    rows = batch("x").append_column("features", pa.array([{"a": 1.5}]))
    assert write_predictions(store, "m", rows).rescued == 0


def test_undeclared_features_are_rescued_not_guessed(store: Store) -> None:
    """Types come from a declaration, never from the first batch."""
    rows = batch("x").append_column("features", pa.array([{"a": 1}]))
    assert write_predictions(store, "m", rows).rescued == 1
    (row,) = read_predictions(store, "m").to_pylist()
    assert json.loads(row["rescued"]) == {"features": {"a": 1}}


def test_scores_of_several_classes(store: Store) -> None:
    """A struct with a field for each declared class."""
    store.catalog.models.put(Model(name="k", task="multiclass"))
    declare_classes(store, "k", ["on time", "late"])
    scores = {"on time": 0.25, "late": 0.75}
    write_predictions(store, "k", batch("a").append_column("scores", pa.array([scores])))
    assert read_predictions(store, "k", ["scores"])["scores"].to_pylist() == [scores]


def test_a_batch_over_many_days_is_one_commit(store: Store) -> None:
    """One file per day, one version for followers."""
    rows = pa.concat_tables([batch(f"a{day}", day=day) for day in (3, 1, 2)])
    write_predictions(store, "m", rows)
    changes = changes_since(store.table("m", PREDICTIONS), 0)
    assert changes.version == 1
    assert len(changes.days) == 3
    assert changes.inserted.num_rows == 3


def test_a_batch_of_nothing_new_is_no_commit(store: Store) -> None:
    """Nor is an empty one."""
    write_predictions(store, "m", batch("a"))
    at = store.table("m", PREDICTIONS).version()
    write_predictions(store, "m", batch("a"))
    assert write_predictions(store, "m", batch("a").slice(0, 0)).ids == ()
    assert store.table("m", PREDICTIONS).version() == at


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop_columns(["version"]), "column 'version' is missing"),
        (lambda t: t.append_column("score_", pa.array([1.0])), "did you mean 'score'"),
        (lambda t: t.append_column("environment", pa.array(["prod"])), "environment is 'prod'"),
        (lambda t: t.append_column("status", pa.array(["ok"])), "status is 'ok'"),
        (lambda t: t.set_column(2, "version", pa.nulls(1)), "version is missing in 1 of 1 rows"),
        (lambda t: t.append_column("day", pa.array([1])), "no column is called 'day'"),
    ],
)
def test_a_wrong_table_is_refused_whole(store: Store, change: Change, message: str) -> None:
    """It names the column or value; nothing is recorded."""
    with pytest.raises(DataError, match=message):
        write_predictions(store, "m", change(batch("a")))
    assert read_predictions(store, "m").num_rows == 0


def test_an_unknown_model_is_refused(store: Store) -> None:
    """Register it first."""
    with pytest.raises(NotFound, match="no model is called 'n'"):
        write_predictions(store, "n", batch("a"))


def test_many_batches_are_compacted_and_still_deduplicated(
    store: Store, clock: ReplayClock
) -> None:
    """Compaction moves the version, not the memory of what is there."""
    for i in range(60):
        write_predictions(store, "m", batch(f"a{i}"))
    assert len(store.table("m", PREDICTIONS).snapshot().files) < 20
    assert write_predictions(store, "m", batch("a0", "a59", "new")).accepted == 1
    assert len(ids(store)) == 61


def test_ids_and_versions_that_are_text_stay_as_they_are(store: Store) -> None:
    """Only classes are canonicalised: "1.0" and "1" are two versions and two ids."""
    rows = batch("1.0", "1").set_column(2, "version", pa.array(["2.0", "2.0"]))
    assert write_predictions(store, "m", rows).accepted == 2
    read = read_predictions(store, "m", ["prediction_id", "version"]).sort_by("prediction_id")
    assert read.to_pydict() == {"prediction_id": ["1", "1.0"], "version": ["2.0", "2.0"]}


def test_an_unknown_column_cannot_be_read(store: Store) -> None:
    """The nearest one is named."""
    write_predictions(store, "m", batch("a"))
    with pytest.raises(DataError, match="did you mean 'score'"):
        read_predictions(store, "m", ["score_"])


def test_rows_whose_hashes_collide_are_told_apart(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hit among the hashes is looked up in the rows; here every hash is 7."""
    monkeypatch.setattr("watchkeeper.store.identity.hash", lambda _: 7, raising=False)
    assert write_predictions(store, "m", batch("a", "b", "a")).accepted == 2
    assert write_predictions(store, "m", batch("b", "c", "c")).accepted == 1
    assert ids(store) == ["a", "b", "c"]
