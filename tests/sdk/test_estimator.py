"""Estimators that log what they answer."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from watchkeeper.errors import ConfigError
from watchkeeper.sdk import Client, Stats
from watchkeeper.sdk.estimator import watched

Connect = Callable[..., Client]
ROWS = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0], "b": [1, 0, 1, 0]})
TWO = LogisticRegression().fit(ROWS, ["no", "no", "yes", "yes"])
THREE = LogisticRegression().fit(ROWS, [3, 10, 10, 77])
NUMBER = LinearRegression().fit(ROWS.to_numpy(), [0.0, 1.0, 2.0, 3.0])


def test_predict_logs_each_row(door: Any, connect: Connect) -> None:
    """Features by name, the answer and its share of the latency; the answers are unchanged."""
    client = connect(door.url)
    answers = watched(TWO, client).predict(ROWS, ids=["w", "x", "y", "z"])
    client.flush(60.0)

    assert (answers == TWO.predict(ROWS)).all()
    records = door.records()
    assert [record["id"] for record in records] == ["w", "x", "y", "z"]
    assert [record["features"] for record in records] == ROWS.to_dict("records")
    assert [record["prediction"] for record in records] == list(answers)
    assert all(record["latency_ms"] > 0 for record in records)


def test_probabilities_of_two_classes_are_a_score(door: Any, connect: Connect) -> None:
    """The likeliest class is the prediction, the second class's probability the score."""
    client = connect(door.url)
    answers = watched(TWO, client).predict_proba(ROWS)
    client.flush(60.0)

    assert [record["score"] for record in door.records()] == answers[:, 1].tolist()
    assert [record["prediction"] for record in door.records()] == list(TWO.predict(ROWS))


def test_the_positive_class_can_be_named(door: Any, connect: Connect) -> None:
    """Its probability is the score then."""
    client = connect(door.url)
    answers = watched(TWO, client, positive="no").predict_proba(ROWS)
    client.flush(60.0)

    assert [record["score"] for record in door.records()] == answers[:, 0].tolist()


def test_probabilities_of_three_classes_are_scores(door: Any, connect: Connect) -> None:
    """A score for each class by its name."""
    client = connect(door.url)
    answers = watched(THREE, client).predict_proba(ROWS)
    client.flush(60.0)

    expected = [dict(zip(("3", "10", "77"), row, strict=True)) for row in answers.tolist()]
    assert [record["scores"] for record in door.records()] == expected
    assert [record["prediction"] for record in door.records()] == THREE.predict(ROWS).tolist()


@pytest.mark.filterwarnings("ignore:X has feature names")
@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (ROWS.to_numpy(), ["x0", "x1"]),
        (ROWS.to_numpy().tolist(), ["x0", "x1"]),
        (pl.DataFrame({"a": [0.0, 1.0], "b": [1, 0]}), ["a", "b"]),
    ],
)
def test_arrays_lists_and_polars(door: Any, connect: Connect, rows: Any, names: list[str]) -> None:
    """Columns without a name get a number; a regression's answer is a number."""
    client = connect(door.url)
    answers = watched(NUMBER, client).predict(rows)
    client.flush(60.0)

    assert {tuple(record["features"]) for record in door.records()} == {tuple(names)}
    assert [record["prediction"] for record in door.records()] == answers.tolist()


@pytest.mark.filterwarnings("ignore:X does not have valid feature names")
def test_arrays_take_the_names_of_the_fit(door: Any, connect: Connect) -> None:
    """An estimator fitted on a frame knows the names; given ones go before."""
    client = connect(door.url)
    watched(TWO, client).predict(ROWS.to_numpy())
    watched(TWO, client, feature_names=["p", "q"]).predict(ROWS.to_numpy())
    client.flush(60.0)

    assert [list(r["features"]) for r in door.records()] == [["a", "b"]] * 4 + [["p", "q"]] * 4


def test_an_error_is_logged_as_failed_and_raised(door: Any, connect: Connect) -> None:
    """The caller sees the estimator's own error; the rows are there without an answer."""
    client = connect(door.url)
    rows = ROWS.assign(a=np.nan)
    with pytest.raises(ValueError, match="NaN"):
        watched(TWO, client).predict(rows)
    client.flush(60.0)

    assert [record["status"] for record in door.records()] == ["failed"] * 4
    assert door.records()[0]["features"] == {"a": None, "b": 1}
    assert "prediction" not in door.records()[0]


def test_a_step_that_changes_its_input_does_not_change_the_record(
    door: Any, connect: Connect
) -> None:
    """What is logged is what was given, not what a scaler made of it in place."""
    rows = np.array([[0.0, 1.0], [10.0, 3.0], [20.0, 5.0]])
    model = make_pipeline(StandardScaler(copy=False), LinearRegression())
    model.fit(rows.copy(), [1.0, 2.0, 3.0])
    client = connect(door.url)
    watched(model, client).predict(rows.copy())
    client.flush(60.0)

    assert [record["features"]["x0"] for record in door.records()] == [0.0, 10.0, 20.0]


@pytest.mark.parametrize("ids", [["one"], 5])
def test_what_cannot_be_logged_costs_no_answer(door: Any, connect: Connect, ids: Any) -> None:
    """Too few ids, or something that is none: the answers come, the mistake is counted."""
    client = connect(door.url)
    answers = watched(TWO, client).predict(ROWS, ids=ids)
    client.flush(60.0)

    assert len(answers) == 4
    assert client.stats.dropped == 1


def test_rows_that_cannot_be_read_are_counted(door: Any, connect: Connect) -> None:
    """An estimator may take what has no rows; it is asked all the same."""

    class Odd:
        def predict(self, X: Any) -> list[int]:
            return [1]

    client = connect(door.url)

    assert watched(Odd(), client).predict(object()) == [1]
    client.log({})
    client.flush(60.0)
    assert client.stats == Stats(sent=1, dropped=1)


def test_one_method_of_two_can_be_logged(door: Any, connect: Connect) -> None:
    """Where both are called on the same rows, each row is one record."""
    client = connect(door.url)
    model = watched(TWO, client, methods=("predict_proba",))
    model.predict(ROWS)
    model.predict_proba(ROWS)
    client.flush(60.0)

    assert client.stats == Stats(sent=4)


def test_everything_else_is_the_estimators_own(door: Any, connect: Connect) -> None:
    """Attributes and other methods pass; an absent one is absent."""
    model = watched(TWO, connect(door.url))

    assert list(model.classes_) == ["no", "yes"]
    assert model.score(ROWS, ["no", "no", "yes", "yes"]) == 1.0
    assert "LogisticRegression" in repr(model)
    assert not hasattr(model, "no_such_thing")
    assert not hasattr(copy.copy(model), "no_such_thing")
    with pytest.raises(TypeError):
        pickle.dumps(model)


def test_mistakes_are_told_when_the_wrapper_is_made(door: Any, connect: Connect) -> None:
    """A method or a class that does not exist is refused, with what there is."""
    client = connect(door.url)

    with pytest.raises(ConfigError, match="did you mean 'predict_proba'"):
        watched(TWO, client, methods=("predict_probas",))
    with pytest.raises(ConfigError, match=r"no class 'maybe'(.|\n)*'no', 'yes'"):
        watched(TWO, client, positive="maybe")
