"""Quantile loss."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import mean_pinball_loss

from watchkeeper.stats.interval import positive_mean
from watchkeeper.stats.metric import (
    QuantileSummary,
    quantile_loss,
    quantile_loss_terms,
    summarise_quantile,
)


def test_terms_by_hand() -> None:
    """At .9 a label one above costs .9, one below costs .1."""
    terms = quantile_loss_terms([2.0, 1.0, 3.0], [1.0, 2.0, 3.0], quantile=0.9)

    assert terms.tolist() == pytest.approx([0.9, 0.1, 0.0])


@pytest.mark.parametrize("quantile", [0.05, 0.5, 0.9])
def test_equals_scikit_learn(quantile: float) -> None:
    """The same rows."""
    rng = np.random.default_rng(0)
    label, prediction = rng.normal(size=500), rng.normal(1, 1, 500)

    value = quantile_loss(summarise_quantile(label, prediction, quantile=quantile)).value

    assert value == pytest.approx(mean_pinball_loss(label, prediction, alpha=quantile))


def test_interval_is_that_of_a_positive_mean() -> None:
    """1,000 rows with losses of 1 and 3."""
    summary = QuantileSummary(quantile=0.5, n=1000, total=2000.0, total_sq=5000.0)

    result, interval = quantile_loss(summary), positive_mean(1000, 2000.0, 5000.0)

    assert (result.value, result.lower, result.upper) == (2.0, interval.lower, interval.upper)


def test_the_true_quantile_has_the_smallest_loss() -> None:
    """Among constants, for the .8 quantile of 10,000 labels."""
    label = np.random.default_rng(1).exponential(size=10_000)
    best = np.quantile(label, 0.8)

    losses = [
        quantile_loss_terms(label, np.full(10_000, best + off), quantile=0.8).mean()
        for off in (-0.2, -0.05, 0.0, 0.05, 0.2)
    ]

    assert np.argmin(losses) == 2


def test_windows_add_up() -> None:
    """Two windows summed up apart and together; two quantiles are refused."""
    rng = np.random.default_rng(2)
    label, prediction = rng.normal(size=500), rng.normal(size=500)
    one = summarise_quantile(label[:200], prediction[:200], quantile=0.3)
    two = summarise_quantile(label[200:], prediction[200:], quantile=0.3)

    apart = quantile_loss(one + two)
    whole = quantile_loss(summarise_quantile(label, prediction, quantile=0.3))

    assert (apart.value, apart.lower, apart.upper) == pytest.approx(
        (whole.value, whole.lower, whole.upper)
    )
    with pytest.raises(ValueError, match="different quantiles cannot be added"):
        one + summarise_quantile(label, prediction, quantile=0.4)


def test_unknown() -> None:
    """No row; too few beyond the quantile; one row that costs it all."""
    assert quantile_loss(QuantileSummary(quantile=0.5, n=0)).reason == (
        "no row has a label and a predicted quantile"
    )
    few = quantile_loss(QuantileSummary(quantile=0.95, n=900, total=90.0, total_sq=20.0))
    assert (few.value, few.lower, few.reason) == (0.1, None, "900 rows, an interval needs 1000")
    one = quantile_loss(QuantileSummary(quantile=0.5, n=100, total=10.0, total_sq=100.0))
    assert one.reason == "100 rows, too uneven for an interval"


def test_refusals() -> None:
    """Each by name."""
    with pytest.raises(ValueError, match="quantile must lie between 0 and 1, got 90"):
        quantile_loss_terms([1.0], [1.0], quantile=90)
    with pytest.raises(ValueError, match="same length, got 2 and 1"):
        quantile_loss_terms([1.0, 2.0], [1.0], quantile=0.5)
    with pytest.raises(ValueError, match="prediction holds 1 NaN"):
        quantile_loss_terms([1.0], [np.inf], quantile=0.5)
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        quantile_loss(QuantileSummary(quantile=0.5, n=0), level=95)
