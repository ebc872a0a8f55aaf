from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sklearn import metrics as oracle

import watchkeeper as wk
from watchkeeper.errors import ConfigError, DataError
from watchkeeper.performance import edges_from_reference, evaluate, summarise

FLIGHTS = Path(__file__).parents[1] / "data" / "flights_scored.parquet"
NEW_YORK = "America/New_York"
ORACLES: dict[str, Callable[[Any, Any], float]] = {
    "roc_auc": lambda y, p: float(oracle.roc_auc_score(y, p)),
    "accuracy": lambda y, p: float(oracle.accuracy_score(y, p >= 0.5)),
    "f1": lambda y, p: float(oracle.f1_score(y, p >= 0.5)),
    "precision": lambda y, p: float(oracle.precision_score(y, p >= 0.5)),
    "recall": lambda y, p: float(oracle.recall_score(y, p >= 0.5)),
    "f2": lambda y, p: float(oracle.fbeta_score(y, p >= 0.5, beta=2)),
    "f0_5": lambda y, p: float(oracle.fbeta_score(y, p >= 0.5, beta=0.5)),
    "mcc": lambda y, p: float(oracle.matthews_corrcoef(y, p >= 0.5)),
    "average_precision": lambda y, p: float(oracle.average_precision_score(y, p)),
    "negative_predictive_value": lambda y, p: float(oracle.precision_score(1 - y, p < 0.5)),
    "brier": lambda y, p: float(oracle.brier_score_loss(y, p)),
    "log_loss": lambda y, p: float(oracle.log_loss(y, p)),
}
SCORES = {"y": [1, 0, 1, 0], "p": [0.9, 0.2, 0.4, 0.6]}


@pytest.fixture(scope="module")
def flights() -> pd.DataFrame:
    """Return 29 days of real flights with the score of a real model, labels as floats."""
    return pq.read_table(FLIGHTS).to_pandas()


def _only(frame: Any, name: str = "roc_auc", **roles: Any) -> Any:
    (value,) = wk.metrics(frame, name, **({"label": "y", "score": "p"} | roles))
    return value


# ------------------------------------------------------------------ equal to scikit-learn


def test_daily_by_origin_equals_scikit_learn(flights: pd.DataFrame) -> None:
    """Every metric of every local day and airport, to 1e-9, from the rows with a label."""
    table = wk.metrics(
        flights,
        list(ORACLES),
        label="late",
        score="score",
        timestamp="timestamp",
        every="1d",
        by="origin",
        tz=NEW_YORK,
    )
    days = flights["timestamp"].dt.tz_convert(NEW_YORK).dt.date
    rows = dict(iter(flights.groupby([flights["origin"], days])))
    for value in table:
        day = value.window_start.astimezone(ZoneInfo(NEW_YORK)).date()
        here = rows[value.by[0][1], day]
        there = here.dropna(subset=["late"])
        assert (value.n, value.n_labelled) == (len(here), len(there))
        want = ORACLES[value.metric](there["late"], there["score"])
        assert value.value == pytest.approx(want, abs=1e-9)
    assert len(table) == 29 * 3 * len(ORACLES)


def test_cells_of_1024_edges_are_within_their_bound_every_day(flights: pd.DataFrame) -> None:
    """Edges from March, area of each later day: the bound holds and is below .001."""
    from watchkeeper.app.rows import PerformanceRoles, performance_rows
    from watchkeeper.profile.frame import open_frame

    local = flights["timestamp"].dt.tz_convert(NEW_YORK)
    later = flights[local >= "2013-04-01"]
    days = local[later.index].dt.day.to_numpy() - 1
    edges = edges_from_reference(flights["score"][local < "2013-04-01"].to_numpy())
    roles = PerformanceRoles(task="binary", label="late", score="score")
    rows = performance_rows(open_frame(later), roles).rows
    binned = evaluate(summarise(rows, days, 12, edges=edges), ["roc_auc"])
    for day, value in enumerate(binned):
        there = later[days == day].dropna(subset=["late"])
        gap = abs(value.value - oracle.roc_auc_score(there["late"], there["score"]))
        assert gap <= value.bound + 1e-12
        assert value.bound < 0.001


def test_every_kind_of_frame_gives_the_same(flights: pd.DataFrame) -> None:
    """pandas, polars, Arrow, a mapping and a Parquet path are one thing."""
    roles = {"label": "late", "score": "score"}
    frames = [flights, pl.from_pandas(flights), pq.read_table(FLIGHTS), FLIGHTS]
    frames.append({"late": flights["late"].to_numpy(), "score": flights["score"].to_numpy()})
    areas = {_only(frame, **roles).value for frame in frames}
    assert len(areas) == 1


# ------------------------------------------------------------------------------- classes


def test_text_classes_need_positive() -> None:
    """Never guessed, not even from yes and no; the error names both."""
    frame = {"y": ["yes", "no"], "p": [0.9, 0.1]}
    with pytest.raises(ConfigError, match=r"positive= is needed.*'no', 'yes'"):
        _only(frame)
    assert _only(frame, "accuracy", positive="yes").value == 1.0


def test_integer_labels_with_gaps_need_positive() -> None:
    """1 and 2, or 0 and 2, say nothing about which is positive."""
    for labels in ([1, 2, 1, 2], [0, 2, 0, 2]):
        frame = {"y": labels, "p": [0.2, 0.9, 0.1, 0.8]}
        with pytest.raises(ConfigError, match="positive= is needed"):
            _only(frame)
        assert _only(frame, positive=2).value == 1.0


def test_classes_match_whatever_their_type() -> None:
    """Labels True and False, predictions 1 and 0, "1.0" and "0.0": all right or all wrong."""
    for prediction in ([1, 0], [1.0, 0.0], ["1.0", "0.0"], [True, False]):
        for label in ([True, False], [1, 0], [1.0, 0.0]):
            frame = {"y": label, "answer": prediction}
            got = _only(frame, "accuracy", score=None, prediction="answer", task="binary")
            assert got.value == 1.0


def test_predictions_in_another_vocabulary_are_an_error() -> None:
    """Labels 0 and 1, predictions late and on time: both columns are named."""
    frame = {"y": [0, 1], "answer": ["on time", "late"]}
    with pytest.raises(ConfigError, match=r"'y' holds '0', '1'; column 'answer' holds 'late'"):
        _only(frame, "accuracy", score=None, prediction="answer", task="binary")


def test_multiclass_scores_map_class_to_column() -> None:
    """The mapping declares the classes; the highest score is the answer."""
    frame = {
        "y": ["cat", "dog", "cow"],
        "c": [0.7, 0.2, 0.3],
        "d": [0.2, 0.5, 0.4],
        "w": [0.1, 0.3, 0.3],
    }
    score = {"cat": "c", "dog": "d", "cow": "w"}
    share, loss = wk.metrics(frame, ["accuracy", "log_loss"], label="y", score=score)
    assert share.value == pytest.approx(2 / 3)
    assert loss.value == pytest.approx(-np.log([0.7, 0.5, 0.3]).mean())
    with pytest.raises(DataError, match=r"'y' holds the unknown classes 'cow'; .*'cat', 'dog'"):
        wk.metrics(frame, "accuracy", label="y", score={"cat": "c", "dog": "d"})


def test_a_reversed_positive_class_is_said() -> None:
    """The score of the other class: the area far below one half has a remark."""
    rng = np.random.default_rng(1)
    y = rng.integers(0, 2, 400)
    frame = {"y": y, "p": np.clip(0.3 + 0.4 * y + rng.normal(0, 0.2, 400), 0, 1)}
    assert "may be reversed" in _only(frame, positive=0).reason
    assert _only(frame).reason == ""


# ---------------------------------------------------------------- what may not be there


def test_without_a_score_the_area_is_unknown_and_accuracy_works() -> None:
    """The reason says what to name."""
    frame = {"y": [1, 0], "answer": [1, 1]}
    area, share = wk.metrics(
        frame, ["roc_auc", "accuracy"], label="y", prediction="answer", task="binary"
    )
    assert (area.value, area.reason) == (None, "no score: name its column with score=")
    assert share.value == 0.5


def test_without_a_label_column_everything_is_unknown() -> None:
    """No KeyError: labels may come later. The reason names the nearest column."""
    table = wk.metrics(
        {"lable": [1], "p": [0.3]}, ["roc_auc", "base_rate"], label="label", score="p"
    )
    assert [value.value for value in table] == [None, None]
    assert all("no column 'label' (did you mean 'lable'?)" in value.reason for value in table)
    assert (table[0].n, table[0].n_labelled) == (1, 0)


def test_null_labels_have_not_arrived() -> None:
    """They count as rows, not as labelled; a column of nothing else is unknown."""
    value = _only({"y": [1, 0, None, None], "p": [0.9, 0.1, 0.9, 0.1]}, "accuracy")
    assert (value.value, value.n, value.n_labelled, value.matured_share) == (1.0, 4, 2, 0.5)
    nothing = _only({"y": [None, None], "p": [0.9, 0.1]})
    assert (nothing.value, nothing.reason) == (None, "no label has arrived for 2 rows")


def test_null_scores_are_left_out_and_counted() -> None:
    """NaN and null alike."""
    frame = {"y": [1, 0, 1, 0], "p": [0.9, 0.1, None, float("nan")]}
    value = _only(frame)
    assert value.value == 1.0
    assert "2 labelled rows without a score left out" in value.reason


def test_another_column_that_is_not_there_is_an_error() -> None:
    """Only a label can be late; the hint names the neighbour."""
    for role in ({"score": "q"}, {"prediction": "q"}, {"by": "q"}, {"timestamp": "q"}):
        with pytest.raises(ConfigError, match="no column is called 'q'"):
            _only(SCORES, **role)


def test_an_empty_frame_is_unknown() -> None:
    """No rows: no value, and that is the reason."""
    value = _only({"y": pa.array([], pa.int64()), "p": pa.array([], pa.float64())})
    assert (value.value, value.n, value.reason) == (None, 0, "no rows")


def test_one_row_has_a_value_but_hardly_an_interval() -> None:
    """Accuracy of one row is 1, and the interval says how little that means."""
    value = _only({"y": [1], "p": [0.9]}, "accuracy")
    assert value.value == 1.0
    assert value.lower < 0.3


# -------------------------------------------------------------------------------- scores


def test_scores_that_are_no_probabilities_are_refused_where_one_is_needed() -> None:
    """The error names column and value; the area takes any score, infinite ones too."""
    for bad in (1.3, -0.1, float("inf")):
        frame = {"y": [1, 0], "p": [0.9, bad]}
        for name in ("brier", "log_loss"):
            with pytest.raises(DataError, match=f"{name} needs .* column 'p' holds {bad:g}"):
                _only(frame, name)
    assert _only({"y": [1, 0, 1], "p": [np.inf, -np.inf, 3.0]}).value == 1.0


def test_text_scores_are_refused() -> None:
    """The first value that is no number is named."""
    with pytest.raises(DataError, match="'p' must hold numbers, but holds 'high'"):
        _only({"y": [1, 0], "p": ["high", "low"]})


def test_the_threshold_makes_the_prediction() -> None:
    """From the score, and only where no prediction is given."""
    assert _only(SCORES, "accuracy").value == 0.5
    assert _only(SCORES, "accuracy", threshold=0.7).value == 0.75
    frame = SCORES | {"answer": [1, 0, 1, 0]}
    assert _only(frame, "accuracy", threshold=0.7, prediction="answer").value == 1.0


# ----------------------------------------------------------------------------- arguments


def test_the_task_is_told_by_what_is_given() -> None:
    """One score column is binary, a mapping multiclass; a prediction alone could be anything."""
    frame = {"y": [1.0, 2.0], "answer": [1.5, 2.5]}
    with pytest.raises(ConfigError, match="task= is needed"):
        wk.metrics(frame, label="y", prediction="answer")
    (value,) = wk.metrics(frame, label="y", prediction="answer", task="regression")
    assert (value.metric, value.value) == ("mae", 0.5)
    assert [value.metric for value in wk.metrics(SCORES, label="y", score="p")] == ["roc_auc"]


@pytest.mark.parametrize(
    ("roles", "message"),
    [
        ({"task": "binry"}, "did you mean 'binary'"),
        ({"task": "regression"}, "has no score"),
        ({"task": "multiclass"}, "give a mapping"),
        ({"task": "binary", "score": {"1": "p"}}, "score is a mapping"),
        ({"task": "multiclass", "score": {"1": "p"}, "positive": 1}, "needs task 'binary'"),
        ({"every": "1d"}, "give timestamp="),
        ({"every": "2d", "timestamp": "y"}, "every='2d'"),
        ({"name": "auc"}, "no metric is called 'auc'"),
        ({"name": "mae"}, "'mae' is a metric of task 'regression'"),
    ],
)
def test_arguments_that_do_not_fit_are_named(roles: dict[str, Any], message: str) -> None:
    """The error comes before any data is read, and has a hint."""
    roles = dict(roles)
    name = roles.pop("name", "accuracy")
    with pytest.raises(ConfigError, match=message):
        _only(SCORES, name, **roles)


def test_the_frame_is_not_changed(flights: pd.DataFrame) -> None:
    """Neither its values nor its columns."""
    before = flights.copy()
    wk.metrics(flights, label="late", score="score", timestamp="timestamp", every="1w")
    pd.testing.assert_frame_equal(flights, before)
