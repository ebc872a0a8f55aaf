"""Fitting a reference."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from watchkeeper.errors import ConfigError, DataError
from watchkeeper.profile import Baseline, fit

REFERENCE = {
    "x": [1.0, 2.0, 3.0],
    "c": ["a", "b", "a"],
    "y": [0, 1, 0],
    "p": [0.1, 0.9, 0.4],
    "ts": pa.array([0, 1, 2], pa.timestamp("s", "UTC")),
    "key": ["k1", "k2", "k3"],
}


def _parts(**roles: Any) -> dict[str, tuple[str, str]]:
    columns = Baseline.fit(REFERENCE, **roles).columns
    return {column.name: (column.role, column.kind) for column in columns}


def test_every_column_is_a_feature_unless_it_has_another_part() -> None:
    """Label, time and id are not watched; prediction and score are, as such."""
    parts = _parts(task="binary", label="y", score="p", timestamp="ts", id="key", ignore=["c"])
    assert parts == {"x": ("feature", "numeric"), "p": ("score", "numeric")}


def test_named_features_are_the_only_ones() -> None:
    """The rest is not asked for, hence neither watched nor left out."""
    baseline = Baseline.fit(REFERENCE, features=["x"])
    assert [column.name for column in baseline.columns] == ["x"]
    assert baseline.left_out == {}


def test_ignored_and_unusable_columns_have_a_reason() -> None:
    """The report shows what was not judged."""
    left_out = Baseline.fit(REFERENCE, ignore=["x"]).left_out
    assert left_out == {"x": "ignored as asked", "ts": "a moment in time"}


@pytest.mark.parametrize(
    ("task", "kind"), [("binary", "category"), ("regression", "numeric"), (None, "numeric")]
)
def test_the_task_decides_what_predictions_are(task: Any, kind: str) -> None:
    """Classes are categories even when they are numbers."""
    assert _parts(task=task, prediction="y")["y"] == ("prediction", kind)


def test_codes_are_categories() -> None:
    """Numbers that name something have no mean."""
    assert _parts(categorical=["y"])["y"] == ("feature", "category")


@pytest.mark.parametrize(
    ("roles", "message"),
    [
        ({"prediction": "yy"}, "prediction: no column is called 'yy'"),
        ({"score": "pp"}, "score: no column is called 'pp'"),
        ({"task": "multiclass", "score": {"a": "zz"}}, "score: no column is called 'zz'"),
        ({"features": ["xx"]}, "features: no column is called 'xx'"),
        ({"ignore": ["cc"]}, r"ignore: no column is called 'cc'(.|\n)*did you mean 'c'"),
        ({"id": "index"}, "id: no column is called 'index'|only a pandas DataFrame"),
        ({"label": "y", "features": ["y"]}, "'y' has another part"),
        ({"positive": "1"}, r"needs a task"),
    ],
    ids=str,
)
def test_wrong_roles_are_refused(roles: dict[str, Any], message: str) -> None:
    """The message names the part, the column and the nearest name."""
    with pytest.raises(ConfigError, match=message):
        Baseline.fit(REFERENCE, **roles)


def test_no_rows_are_no_reference() -> None:
    """Nothing can be learnt from nothing."""
    with pytest.raises(DataError, match="the reference has no rows"):
        Baseline.fit({"x": pa.array([], pa.float64())})


def test_a_pandas_index_is_an_id_only_if_said_so() -> None:
    """An index is never looked at otherwise."""
    frame = pd.DataFrame({"x": [1.0, 2.0]}, index=pd.Index([5, 6], name="key"))
    assert [name for name, _ in Baseline.fit(frame).schema] == ["x"]
    assert [column.name for column in Baseline.fit(frame, id="index").columns] == ["x"]


def test_history_is_by_hour_and_adds_up(mixed: pa.Table) -> None:
    """Fifty hours, whose sum is the whole reference."""
    baseline = Baseline.fit(mixed, timestamp="ts")
    assert baseline.history is not None
    total = baseline.history.total()
    assert len(baseline.history) == 50
    for column in baseline.columns:
        assert (total.columns[column.name].bins == column.total.bins).all()
    assert baseline.start is not None
    assert baseline.end is not None
    assert (baseline.end - baseline.start).total_seconds() < 50 * 3600


def test_rows_without_a_time_count_in_the_total_only() -> None:
    """They belong to the reference, but to no hour."""
    times = pa.array([None, 0, 3600, None], pa.timestamp("s", "UTC"))
    baseline = Baseline.fit({"x": [1, 2, 3, 4], "ts": times}, timestamp="ts")
    assert baseline.history is not None
    assert baseline.history.rows.tolist() == [1, 1]
    assert baseline.history.null_timestamps == 2
    assert baseline.column("x").total.rows.tolist() == [4]
    assert baseline.rows == 4


def test_no_times_at_all_leave_an_empty_history() -> None:
    """A column of times that holds none is no error."""
    times = pa.nulls(2, pa.timestamp("s", "UTC"))
    baseline = Baseline.fit({"x": [1, 2], "ts": times}, timestamp="ts")
    assert baseline.history is not None
    assert len(baseline.history) == 0
    assert (baseline.start, baseline.end) == (None, None)
    assert baseline.column("x").present == 2


def test_a_large_history_is_kept_by_day(monkeypatch: pytest.MonkeyPatch, mixed: pa.Table) -> None:
    """Fifty hours are three days."""
    monkeypatch.setattr(fit, "_LARGEST_HISTORY", 1_000)
    history = Baseline.fit(mixed, timestamp="ts").history
    assert history is not None
    assert history.start.astype("datetime64[D]").astype(int).tolist() == [0, 1, 2]


def test_times_without_a_zone_leave_a_notice() -> None:
    """It is for printing, and gone when the zone is given."""
    frame = {"x": [1], "ts": ["2024-01-01T00:00:00"]}
    assert "taken as UTC" in Baseline.fit(frame, timestamp="ts").notices[0]
    told = Baseline.fit(frame, timestamp="ts", tz="Asia/Tokyo")
    assert told.notices == ()
    assert told.start is not None
    assert told.start.isoformat() == "2023-12-31T15:00:00+00:00"


def test_scores_are_cut_into_cells_of_equal_mass() -> None:
    """2,048 cells for a binary score; none for anything else."""
    scores = np.random.default_rng(0).random(50_000)
    frame = {"p": scores, "y": scores > 0.5}
    edges = Baseline.fit(frame, task="binary", score="p", label="y").score_edges
    assert edges is not None
    assert edges.size == 2_049
    counts = np.histogram(scores, edges)[0]
    assert counts.max() - counts.min() <= 2
    assert Baseline.fit(frame, task="regression", prediction="p").score_edges is None


def test_few_distinct_scores_are_edges_all() -> None:
    """A score in whole per cent: ranks from cells are then exact."""
    scores = np.round(np.random.default_rng(0).random(50_000), 2)
    edges = Baseline.fit(
        {"p": scores, "y": scores > 0.5}, task="binary", score="p", label="y"
    ).score_edges
    assert edges is not None
    assert edges.tolist() == np.unique(scores).tolist()


def test_ten_thousand_columns() -> None:
    """Each costs a little, and none looks at the others."""
    values = np.random.default_rng(0).normal(size=(20, 10_000))
    frame = pa.table(list(values.T), names=[f"c{i}" for i in range(10_000)])
    assert len(Baseline.fit(frame).columns) == 10_000
