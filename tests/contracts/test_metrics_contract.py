"""The contract of every metric on a summary."""

from __future__ import annotations

import dataclasses
import inspect
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from watchkeeper.stats.metric import (
    METRICS,
    BinarySummary,
    Metric,
    MetricResult,
    MulticlassSummary,
    RegressionSummary,
    business_value,
    calibration_curve,
    f_beta,
    mean_of_outcomes,
    multiclass_value,
    quantile_loss,
    r2,
)
from watchkeeper.stats.metric.ranking import RANKING_METRICS

each_metric = pytest.mark.parametrize("metric", METRICS, ids=lambda m: f"{m.task}-{m.name}")
DATA = {"summary", "counts", "values"}
SECTIONS = ("Args:", "Returns:", "Raises:", "Source:")

Summary = BinarySummary | MulticlassSummary | RegressionSummary


def full(task: str, times: int = 1) -> Summary:
    """Return the summary of 100 * *times* rows of a fair model."""
    one: dict[str, Summary] = {
        "binary": BinarySummary(
            n=100,
            n_positive=40,
            positives=[5, 10, 25],
            negatives=[40, 15, 5],
            single_valued=[True, False, True],
            score_low=[0.5, 0.75, 0.99],
            score_high=[0.5, 0.76, 0.99],
            tp=30,
            fp=10,
            fn=10,
            tn=50,
            n_probability=100,
            brier_sum=18.0,
            brier_sumsq=6.0,
            log_loss_sum=55.0,
            log_loss_sumsq=60.0,
        ),
        "multiclass": MulticlassSummary(
            n=100,
            classes=("a", "b", "c"),
            confusion=[[30, 5, 5], [4, 20, 6], [5, 5, 20]],
            n_scored=100,
            log_loss_sum=70.0,
            log_loss_sumsq=90.0,
        ),
        "regression": RegressionSummary(
            n=100,
            n_predicted=100,
            residual_sum=5.0,
            residual_sumsq=100.0,
            residual_sum4=300.0,
            absolute_sum=80.0,
        ),
    }
    summary: Any = one[task]
    total = summary
    for _ in range(times - 1):
        total = total + summary
    return total


def empty(task: str) -> Summary:
    """Return the summary of no row."""
    return {
        "binary": BinarySummary(n=0, n_positive=0),
        "multiclass": MulticlassSummary(n=0, classes=("a", "b"), confusion=np.zeros((2, 2))),
        "regression": RegressionSummary(n=0, n_predicted=0),
    }[task]


def only_labels(task: str) -> Summary:
    """Return the summary of 5 rows that have neither score nor prediction."""
    return dataclasses.replace(empty(task), n=5)


def numbers(result: MetricResult) -> list[float]:
    """Return what is known of value, limits and bound."""
    return [x for x in (result.value, result.lower, result.upper, result.bound) if x is not None]


def test_names_are_unique_within_a_task() -> None:
    """Task and name are the key in the configuration."""
    keys = [(m.task, m.name) for m in METRICS]

    assert len(set(keys)) == len(keys)


@each_metric
def test_docstring_has_every_section(metric: Metric) -> None:
    """What it is first, then range, what is undefined, refusals, source."""
    text = inspect.getdoc(metric.call) or ""

    assert [section for section in SECTIONS if section not in text] == []


@pytest.mark.parametrize(
    "function",
    [
        *(business_value, calibration_curve, f_beta, mean_of_outcomes, multiclass_value),
        *(quantile_loss, r2),
    ],
    ids=lambda f: f.__name__,
)
def test_what_needs_more_than_a_summary_has_them_too(function: Any) -> None:
    """Functions beside the tuple: their further arguments are keywords, the level is .95."""
    text, parameters = inspect.getdoc(function) or "", inspect.signature(function).parameters

    assert [section for section in SECTIONS if section not in text] == []
    assert parameters["level"].default == 0.95
    assert all(p.kind is p.KEYWORD_ONLY for n, p in parameters.items() if n not in DATA)


@each_metric
def test_takes_a_summary_and_a_level(metric: Metric) -> None:
    """One signature for all."""
    parameters = inspect.signature(metric.call).parameters

    assert list(parameters) == ["summary", "level"]
    assert parameters["level"].default == 0.95
    assert parameters["level"].kind is inspect.Parameter.KEYWORD_ONLY


@each_metric
def test_enough_rows_give_value_and_limits_without_a_reason(metric: Metric) -> None:
    """Lower < value < upper, all finite Python floats."""
    result = metric.call(full(metric.task))

    assert result.reason == ""
    assert result.lower < result.value < result.upper
    assert all(type(x) is float and math.isfinite(x) for x in numbers(result))


@each_metric
def test_no_row_is_unknown_with_a_reason(metric: Metric) -> None:
    """Never NaN, never an exception."""
    result = metric.call(empty(metric.task))

    assert (result.value, result.lower, result.upper) == (None, None, None)
    assert result.reason != ""


@each_metric
def test_labels_alone_give_what_needs_only_labels(metric: Metric) -> None:
    """The column ``needs`` says who has an answer."""
    result = metric.call(only_labels(metric.task))

    assert (result.value is not None) is (metric.needs == "label")


@each_metric
def test_sum_of_equal_windows_keeps_the_value_and_narrows_the_limits(metric: Metric) -> None:
    """Metrics are defined on summaries that add up."""
    one, four = metric.call(full(metric.task)), metric.call(full(metric.task, 4))

    assert four.value == pytest.approx(one.value)
    assert four.upper - four.lower < one.upper - one.lower


@each_metric
def test_higher_level_is_wider(metric: Metric) -> None:
    """The level reaches the interval."""
    narrow = metric.call(full(metric.task), level=0.8)
    wide = metric.call(full(metric.task), level=0.99)

    assert wide.lower < narrow.lower < narrow.upper < wide.upper


@each_metric
def test_level_is_a_share(metric: Metric) -> None:
    """95 is refused by name."""
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        metric.call(full(metric.task), level=95)


@each_metric
def test_a_hundred_million_rows_do_not_overflow(metric: Metric) -> None:
    """Finite answers, no warning."""
    summary: Any = full(metric.task)
    for _ in range(20):
        summary = summary + summary

    result = metric.call(summary)

    assert summary.n == 100 * 2**20
    assert result.value == pytest.approx(metric.call(full(metric.task)).value)
    assert all(math.isfinite(x) for x in numbers(result))


@each_metric
def test_leaves_the_summary_and_the_random_state_alone(metric: Metric) -> None:
    """Cells are shared between metrics."""
    summary, untouched = full(metric.task), full(metric.task)
    state = np.random.get_state()[1].copy()  # noqa: NPY002  the global state is what is looked at

    metric.call(summary)

    for field in dataclasses.fields(summary):
        assert np.array_equal(getattr(summary, field.name), getattr(untouched, field.name))
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002


@pytest.mark.parametrize(
    "metric",
    [m for m in METRICS if (m.task, m.needs) == ("binary", "prediction")],
    ids=lambda m: m.name,
)
@pytest.mark.parametrize("wrong", ["fn", "fp"])
def test_more_errors_never_read_as_better(metric: Metric, wrong: str) -> None:
    """Rows that turn from right to wrong, one by one."""
    right = {"fn": "tp", "fp": "tn"}[wrong]
    cells = {"tp": 40, "fp": 15, "fn": 10, "tn": 60}
    values = []
    for moved in range(30):
        changed = cells | {right: cells[right] - moved, wrong: cells[wrong] + moved}
        result = metric.call(BinarySummary(n=125, n_positive=50, **changed))
        values.append((result.value, result.lower, result.upper))

    for figures in zip(*values, strict=True):
        falls = np.diff(np.array(figures))
        assert (falls <= 1e-9).all()


def test_the_docs_page_names_every_metric() -> None:
    """What can be asked for can be read about."""
    page = (Path(__file__).parents[2] / "docs" / "metrics.md").read_text(encoding="utf-8")
    names = {m.name for m in (*METRICS, *RANKING_METRICS)}

    assert [name for name in sorted(names) if f"`{name}`" not in page] == []
