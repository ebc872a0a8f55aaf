"""Quantile loss."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import mean_pinball_loss

from watchkeeper.stats.metric import (
    mean_loss,
    quantile_loss,
    quantile_loss_terms,
    summarise_loss,
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

    value = quantile_loss(label, prediction, quantile=quantile).value

    assert value == pytest.approx(mean_pinball_loss(label, prediction, alpha=quantile))


def test_the_true_quantile_has_the_smallest_loss() -> None:
    """Among constants, for the .8 quantile of 10,000 labels."""
    label = np.random.default_rng(1).exponential(size=10_000)
    best = np.quantile(label, 0.8)

    losses = [
        quantile_loss(label, np.full(10_000, best + off), quantile=0.8).value
        for off in (-0.2, -0.05, 0.0, 0.05, 0.2)
    ]

    assert np.argmin(losses) == 2


def test_windows_add_up() -> None:
    """Terms of two windows, summed up apart and together."""
    rng = np.random.default_rng(2)
    label, prediction = rng.normal(size=50), rng.normal(size=50)
    terms = quantile_loss_terms(label, prediction, quantile=0.3)

    apart = mean_loss(summarise_loss(terms[:20]) + summarise_loss(terms[20:]))
    whole = quantile_loss(label, prediction, quantile=0.3)

    assert (apart.value, apart.lower, apart.upper) == pytest.approx(
        (whole.value, whole.lower, whole.upper)
    )


def test_refusals() -> None:
    """Each by name."""
    with pytest.raises(ValueError, match="quantile must lie between 0 and 1, got 90"):
        quantile_loss([1.0], [1.0], quantile=90)
    with pytest.raises(ValueError, match="same length, got 2 and 1"):
        quantile_loss([1.0, 2.0], [1.0], quantile=0.5)
    with pytest.raises(ValueError, match="prediction holds 1 NaN"):
        quantile_loss([1.0], [np.inf], quantile=0.5)
