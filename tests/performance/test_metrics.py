from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from sklearn import metrics as oracle

from watchkeeper.errors import ConfigError
from watchkeeper.model import MetricValue, Window
from watchkeeper.performance import (
    ClassRows,
    ScoreEdges,
    ValueRows,
    edges_from_reference,
    edges_from_scores,
    evaluate,
    metrics_named,
    summarise,
)

EVERYTHING = ["roc_auc", "accuracy", "precision", "recall", "f1", "brier", "log_loss"]


def _rows(n: int, seed: int, share: float = 0.3, shift: float = 1.5) -> ClassRows:
    rng = np.random.default_rng(seed)
    labels = (rng.random(n) < share).astype(np.int64)
    scores = 1 / (1 + np.exp(-rng.normal(shift * labels - 1, 1.0)))
    predictions = (scores >= 0.5).astype(np.int64)
    return ClassRows(
        task="binary", classes=("0", "1"), labels=labels, predictions=predictions, scores=scores
    )


def _one(rows: ClassRows | ValueRows, names: list[str], edges: ScoreEdges) -> list[MetricValue]:
    return evaluate(summarise(rows, np.zeros(len(rows)), 1, edges=edges), names)


def _exact(rows: ClassRows, name: str) -> MetricValue:
    return _one(rows, [name], edges_from_scores(rows.scores))[0]


def test_binary_values_are_scikit_learns() -> None:
    """To 1e-12 on the same rows, also with ties and with scores of 0 and 1."""
    rows = _rows(1000, 5)
    scores = np.round(rows.scores, 2)
    rows = ClassRows(
        task="binary",
        classes=rows.classes,
        labels=rows.labels,
        predictions=rows.predictions,
        scores=scores,
    )
    y, answer = rows.labels, rows.predictions
    want = [
        oracle.roc_auc_score(y, scores),
        oracle.accuracy_score(y, answer),
        oracle.precision_score(y, answer),
        oracle.recall_score(y, answer),
        oracle.f1_score(y, answer),
        oracle.brier_score_loss(y, scores),
        oracle.log_loss(y, scores),
    ]
    got = _one(rows, EVERYTHING, edges_from_scores(scores))
    assert [value.value for value in got] == pytest.approx(want, abs=1e-12)
    assert all(v.bound == 0 and v.lower <= v.value <= v.upper for v in got)


def test_multiclass_values_are_scikit_learns() -> None:
    """Accuracy, the macro means and log loss of three classes."""
    rng = np.random.default_rng(6)
    scores = rng.dirichlet([1, 1, 1], 500)
    labels = np.array([rng.choice(3, p=p) for p in scores])
    answer = scores.argmax(axis=1)
    rows = ClassRows(
        task="multiclass",
        classes=("a", "b", "c"),
        labels=labels,
        predictions=answer,
        scores=scores,
    )
    names = ["accuracy", "precision_macro", "recall_macro", "f1_macro", "log_loss"]
    want = [
        oracle.accuracy_score(labels, answer),
        oracle.precision_score(labels, answer, average="macro"),
        oracle.recall_score(labels, answer, average="macro"),
        oracle.f1_score(labels, answer, average="macro"),
        oracle.log_loss(labels, scores),
    ]
    got = _one(rows, names, edges_from_scores([]))
    assert [value.value for value in got] == pytest.approx(want, abs=1e-12)


def test_regression_values_are_scikit_learns() -> None:
    """Mean absolute error, root mean square error and bias."""
    rng = np.random.default_rng(7)
    labels = rng.normal(100, 10, 400)
    answer = labels + rng.normal(1, 3, 400)
    got = _one(
        ValueRows(labels=labels, predictions=answer), ["mae", "rmse", "bias"], ScoreEdges(labels)
    )
    want = [
        oracle.mean_absolute_error(labels, answer),
        oracle.root_mean_squared_error(labels, answer),
        np.mean(answer - labels),
    ]
    assert [value.value for value in got] == pytest.approx(want, rel=1e-12)


def test_the_bound_of_a_binned_area_holds_and_is_small() -> None:
    """On 1,024 edges of other rows the area is within its bound, and within .001."""
    edges = edges_from_reference(_rows(20_000, 8).scores)
    for seed in range(10):
        rows = _rows(1000, seed)
        binned = _one(rows, ["roc_auc"], edges)[0]
        exact = _exact(rows, "roc_auc")
        assert abs(binned.value - exact.value) <= binned.bound + 1e-15
        assert binned.bound < 0.001
        assert binned.lower <= exact.lower <= exact.upper <= binned.upper


@pytest.mark.parametrize(
    ("name", "least"), [("average_precision", 0.002), ("calibration_error", 0.03)]
)
def test_bounds_of_other_binned_metrics_hold_and_are_small(name: str, least: float) -> None:
    """On 1,024 edges of other rows the value is within its bound, and the limits contain it."""
    edges = edges_from_reference(_rows(20_000, 8).scores)
    for seed in range(10):
        rows = _rows(2000, seed)
        binned = _one(rows, [name], edges)[0]
        exact = _exact(rows, name)
        assert exact.bound == 0.0
        assert abs(binned.value - exact.value) <= binned.bound < least
        assert binned.lower <= exact.lower + 1e-3
        assert binned.upper >= exact.upper - 1e-3


def test_each_cell_answers_each_metric_in_order() -> None:
    """Cell by cell, and in a cell metric by metric; windows and groups are passed through."""
    rows = _rows(40, 9)
    cells = summarise(rows, np.arange(40) % 2, 2, edges=edges_from_scores(rows.scores))
    moments = [datetime(2024, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
    windows = [Window(moments[0], moments[1]), Window(moments[1], moments[2])]
    got = evaluate(
        cells, ["f1", "brier"], windows=windows, by=[(("origin", "JFK"),), (("origin", "EWR"),)]
    )
    assert [(v.by[0][1], v.metric) for v in got] == [
        ("JFK", "f1"),
        ("JFK", "brier"),
        ("EWR", "f1"),
        ("EWR", "brier"),
    ]
    assert [v.window_start for v in got] == [moments[0], moments[0], moments[1], moments[1]]


def test_what_is_unknown_says_why() -> None:
    """No rows, no label, no score, one class only: None, and each has its reason."""
    nothing = ClassRows(
        task="binary",
        classes=("0", "1"),
        labels=np.array([-1, -1, 0, 0]),
        predictions=np.array([0, 0, 0, 0]),
        scores=np.array([0.1, 0.2, np.nan, 0.4]),
    )
    cells = summarise(nothing, [1, 1, 2, 3], 4, edges=edges_from_scores(nothing.scores))
    got = evaluate(cells, ["roc_auc"])
    assert [v.value for v in got] == [None] * 4
    assert [v.reason for v in got] == [
        "no rows",
        "no label has arrived for 2 rows",
        "no labelled row has a score",
        "none of 1 scored rows is positive",
    ]


def test_rows_left_out_are_counted_in_the_reason() -> None:
    """A labelled row without a score, one without a prediction, one of an unknown class."""
    rows = _rows(100, 10)
    scores, answer, labels = rows.scores.copy(), rows.predictions.copy(), rows.labels.copy()
    scores[:2], answer[0], labels[99] = np.nan, -1, -2
    rows = ClassRows(
        task="binary", classes=("0", "1"), labels=labels, predictions=answer, scores=scores
    )
    area, share, rate = _one(rows, ["roc_auc", "accuracy", "base_rate"], edges_from_scores(scores))
    unknown = "1 rows of an unknown class left out"
    assert area.reason == f"2 labelled rows without a score left out; {unknown}"
    assert share.reason == f"1 labelled rows without a prediction left out; {unknown}"
    assert rate.reason == unknown


def test_a_score_that_is_no_probability_spoils_only_what_needs_one() -> None:
    """A logit ranks as well as a probability; Brier and log loss refuse it."""
    rows = _rows(200, 11)
    logits = np.log(rows.scores / (1 - rows.scores))
    rows = ClassRows(
        task="binary",
        classes=("0", "1"),
        labels=rows.labels,
        predictions=rows.predictions,
        scores=logits,
    )
    area, brier = _one(rows, ["roc_auc", "brier"], edges_from_scores(logits))
    assert area.value == pytest.approx(oracle.roc_auc_score(rows.labels, logits), abs=1e-12)
    assert brier.value is None
    assert "no probabilities" in brier.reason


def test_what_no_sum_can_hold_is_unknown() -> None:
    """An infinite prediction, or a score outside [0, 1] of several classes."""
    values = ValueRows(labels=np.zeros(3), predictions=np.array([1.0, 2.0, np.inf]))
    assert "infinite" in _one(values, ["mae"], edges_from_scores([]))[0].reason
    rows = ClassRows(
        task="multiclass",
        classes=("a", "b"),
        labels=np.array([0]),
        predictions=np.array([0]),
        scores=np.array([[1.5, -0.5]]),
    )
    share, loss = _one(rows, ["accuracy", "log_loss"], edges_from_scores([]))
    assert share.value == 1.0
    assert (loss.value, "no probability" in loss.reason) == (None, True)


def test_a_reversed_positive_class_is_noticed() -> None:
    """An area far below one half has a remark beside its value."""
    rows = _rows(500, 12)
    flipped = ClassRows(
        task="binary",
        classes=("1", "0"),
        labels=1 - rows.labels,
        predictions=rows.predictions,
        scores=rows.scores,
    )
    assert "may be reversed" in _exact(flipped, "roc_auc").reason
    assert _exact(rows, "roc_auc").reason == ""


def test_an_unknown_metric_gets_a_hint() -> None:
    """The nearest of the task's own, or the task that has it."""
    rows = _rows(10, 13)
    with pytest.raises(ConfigError, match="did you mean 'roc_auc'"):
        _exact(rows, "roc-auc")
    with pytest.raises(ConfigError, match="'f1_macro' is a metric of task 'multiclass'"):
        _exact(rows, "f1_macro")


@pytest.mark.parametrize("name", ["roc_auc", "accuracy", "brier"])
def test_intervals_cover_as_stated(name: str) -> None:
    """95 % intervals of 300 draws of 300 rows hold the value of 300,000 rows as often as due."""
    big = _exact(_rows(300_000, 99), name).value
    draws = [_exact(_rows(300, 1000 + seed), name) for seed in range(300)]
    covered = np.mean([value.lower <= big <= value.upper for value in draws])
    # 95 % less 2.8 Monte-Carlo standard errors; Newcombe's interval may cover more.
    assert covered >= 0.95 - 2.8 * np.sqrt(0.95 * 0.05 / 300)


def test_a_broken_name_of_a_class_metric_gets_a_hint() -> None:
    """Brackets only help where the metric can be of a class."""
    for name in ("no_metric[a]", "roc_auc[a]", "recall[a"):
        with pytest.raises(ConfigError, match="no metric is called"):
            metrics_named([name], "multiclass")
    with pytest.raises(ConfigError, match="no metric is called 'recall"):
        metrics_named(["recall[a]"], "binary")
