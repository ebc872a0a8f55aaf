"""The weighted mean of labelled rows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import t
from statsmodels.stats.weightstats import DescrStatsW

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.estimate import hajek


def test_by_hand() -> None:
    """Three labels with chances 1/2, 1/4, 1/4: weights 2, 4, 4."""
    values, chance = np.array([1.0, 2.5, 3.0, 0.0]), np.array([0.5, 0.25, 0.25, 0.5])
    mean = (2 * 1 + 4 * 2.5 + 4 * 3) / 10
    influence = np.array([2.0, 4, 4]) * (np.array([1.0, 2.5, 3]) - mean) / 10

    e = hajek(values, chance, [1, 1, 1, 0])

    assert e.value == pytest.approx(mean)
    assert e.standard_error == pytest.approx(math.sqrt(np.sum(influence**2) * 3 / 2))
    assert e.upper - e.value == pytest.approx(t.isf(0.025, 2) * e.standard_error)
    assert (e.n, e.n_labelled) == (4, 3)


def test_of_the_window_only_the_draw_is_left() -> None:
    """Its variance is sum of (1 - pi) / pi**2 times the squared residuals."""
    values, chance = np.array([1.0, 2.5, 3.0, 0.0]), np.array([0.5, 0.25, 0.25, 0.5])
    residual = (values[:3] - 2.4) / 10
    squares = np.sum((1 - chance[:3]) / chance[:3] ** 2 * residual**2)

    e = hajek(values, chance, [1, 1, 1, 0], target="window")

    assert e.standard_error == pytest.approx(math.sqrt(squares * 3 / 2))


def test_even_chances_are_the_plain_mean() -> None:
    """Student's interval of the labelled rows, as statsmodels gives it, to n against n - 1."""
    rng = np.random.default_rng(0)
    values, labelled = rng.normal(5.0, 2.0, 1000), rng.random(1000) < 0.2

    e = hajek(values, np.full(1000, 0.2), labelled)

    lower, upper = DescrStatsW(values[labelled]).tconfint_mean()
    assert (e.lower, e.upper) == pytest.approx((lower, upper), rel=1e-9)


def test_a_share_never_has_zero_width(window: Any) -> None:
    """No error among the labelled rows still leaves room for some."""
    e = hajek(np.ones(3000), window.inclusion, window.labelled)

    assert e.value == e.upper == 1.0
    assert 0.98 < e.lower < 0.9999


def test_labels_at_the_edge_do_not_mislead() -> None:
    """Half of the hard rows and 5 % of the easy ones: the plain mean is 20 points off."""
    rng = np.random.default_rng(2)
    hard = rng.random(20_000) < 0.2
    right = (rng.random(20_000) < np.where(hard, 0.5, 0.98)).astype(float)
    chance = np.where(hard, 0.5, 0.05)
    labelled = rng.random(20_000) < chance

    e = hajek(right, chance, labelled, target="window")

    assert right[labelled].mean() < 0.7
    assert e.lower < right.mean() < e.upper
    assert e.upper - e.lower < 0.03


def test_one_cluster_is_too_few(window: Any) -> None:
    """Nothing can be said of how clusters differ."""
    given = (window.label, window.inclusion, window.labelled)

    with pytest.raises(NotEnoughData, match="1 cluster holds rows, needs 2"):
        hajek(*given, cluster=np.zeros(3000))
    with pytest.raises(ValueError, match="cluster is for target='process'"):
        hajek(*given, cluster=np.zeros(3000), target="window")
