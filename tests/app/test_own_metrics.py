"""Metrics of one class of several, and of own numbers, of a frame and of a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from sklearn import metrics as oracle

import watchkeeper as wk
from watchkeeper.errors import ConfigError, DataError
from watchkeeper.stats.metric import value_metric

FLIGHTS = Path(__file__).parents[1] / "data" / "flights_scored.parquet"


@pytest.fixture(scope="module")
def flights() -> pd.DataFrame:
    """Return 29 days of real flights with the score of a real model, labels as floats."""
    return pq.read_table(FLIGHTS).to_pandas()


def test_metrics_of_one_class_of_several() -> None:
    """By name; a class that is not there is an unknown answer with a reason."""
    rng = np.random.default_rng(0)
    label = rng.choice(["ant", "bee", "cat"], 300)
    answer = np.where(rng.random(300) < 0.7, label, rng.choice(["ant", "bee", "cat"], 300))
    names = ["recall[bee]", "f2[cat]", "mcc[ant]", "precision[dog]"]

    table = wk.metrics(
        {"y": label, "d": answer}, names, label="y", prediction="d", task="multiclass"
    )

    assert [v.metric for v in table] == names
    assert [v.value for v in table][:3] == pytest.approx(
        [
            oracle.recall_score(label == "bee", answer == "bee"),
            oracle.fbeta_score(label == "cat", answer == "cat", beta=2),
            oracle.matthews_corrcoef(label == "ant", answer == "ant"),
        ]
    )
    assert table[3].reason == "no class is called 'dog', known: ant, bee, cat"


def test_a_metric_of_own_numbers(flights: pd.DataFrame) -> None:
    """What each outcome is worth, beside a metric by its name."""
    worth = value_metric(tp=20.0, fp=-3.0, fn=-50.0, tn=0.5, name="saved", unit="EUR")

    table = wk.metrics(flights, ["accuracy", worth], label="late", score="score")

    seen = flights[flights["late"].notna()]
    y, d = seen["late"] == 1, seen["score"] >= 0.5
    total = 20 * (y & d).sum() - 3 * (~y & d).sum() - 50 * (y & ~d).sum() + 0.5 * (~y & ~d).sum()
    assert table[1].metric == "saved"
    assert table[1].value == pytest.approx(total / len(seen))
    assert table[1].lower < table[1].value < table[1].upper
    assert wk.metrics(flights, worth, label="late", score="score")[0] == table[1]


def test_a_metric_of_another_task_is_refused(flights: pd.DataFrame) -> None:
    """Worths of a binary model say nothing about a regression."""
    worth = value_metric(tp=1, fp=0, fn=0, tn=0)

    with pytest.raises(ConfigError, match="'business_value' is a metric of task 'binary', but"):
        wk.metrics(flights, worth, label="late", prediction="score", task="regression")


def test_scores_that_are_no_probabilities_have_no_calibration() -> None:
    """A score of 1.3 is refused by name, as for the losses."""
    with pytest.raises(DataError, match="calibration_error"):
        wk.metrics({"y": [1, 0], "p": [1.3, 0.2]}, "calibration_error", label="y", score="p")


def test_a_workspace_answers_the_same_from_its_cells(lab: Any) -> None:
    """Every new metric of a binary model and own worths: counts exactly, scores to the bound."""
    rows = lab.rows(0, daily=900)
    lab.log(rows)
    lab.clock.advance(lab.day(1))
    lab.label(rows)
    lab.ws.run()
    worth = value_metric(tp=20.0, fp=-3.0, fn=-50.0, tn=0.5)
    names = ["average_precision", "f2", "f0_5", "mcc", "negative_predictive_value"]
    wanted = [*names, "calibration_error", worth]
    exact = wk.metrics(rows, wanted, label="y", score="p", prediction="answer", positive="late")

    found = lab.ws.metrics("flights", wanted)

    assert [m.metric for m in found] == [*names, "calibration_error", "business_value"]
    for ours, theirs in zip(found, exact, strict=True):
        assert theirs.value is not None
        assert ours.value == pytest.approx(theirs.value, abs=max(ours.bound, 1e-9))
        assert ours.bound < 0.03
        assert ours.lower <= theirs.value <= ours.upper
    assert lab.ws.metrics("flights", worth)[0] == found[-1]
    by_kind = lab.ws.metrics("flights", ["mcc", worth], by="kind")
    assert {m.metric for m in by_kind if m.value is not None} == {"mcc", "business_value"}
