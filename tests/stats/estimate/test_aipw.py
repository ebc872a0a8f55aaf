"""The corrected mean of predictions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from watchkeeper.stats.estimate import aipw, hajek


def test_by_hand() -> None:
    """f + w (m - f), averaged; the variance is that of these terms."""
    values, predicted = np.array([1.5, 0.0, 2.0, 0.0]), np.array([1.0, 0.5, 1.0, 0.5])
    terms = np.array([1.0 + 2 * 0.5, 0.5, 1.0 + 4 * 1.0, 0.5])

    e = aipw(values, predicted, [0.5, 0.5, 0.25, 0.5], [1, 0, 1, 0])

    assert e.value == pytest.approx(terms.mean())
    assert e.standard_error**2 == pytest.approx(np.sum((terms - 2.0) ** 2) / 16 * 2 / 1)


def test_a_perfect_prediction_leaves_the_spread_of_the_rows() -> None:
    """Nothing to correct: the standard error is that of the mean of all rows."""
    rng = np.random.default_rng(0)
    m, labelled = rng.normal(3.0, 2.0, 5000), rng.random(5000) < 0.1

    e = aipw(m, m, np.full(5000, 0.1), labelled)
    window = aipw(m, m, np.full(5000, 0.1), labelled, target="window")

    assert e.value == pytest.approx(m.mean())
    assert e.standard_error == pytest.approx(m.std() / np.sqrt(5000), rel=0.01)
    assert window.lower == window.upper == window.value


def test_any_prediction_is_right_on_average() -> None:
    """Even one of nonsense: over 300 draws the error averages out."""
    rng = np.random.default_rng(1)
    m, chance = rng.gamma(2.0, 1.0, 2000), rng.uniform(0.1, 0.5, 2000)
    nonsense = -5.0 * m[::-1]

    values = [aipw(m, nonsense, chance, rng.random(2000) < chance).value for _ in range(300)]

    assert np.mean(values) == pytest.approx(m.mean(), abs=2.8 * np.std(values) / np.sqrt(300))


def test_a_good_prediction_is_worth_labels(window: Any) -> None:
    """With calibrated scores it is narrower than the weighted mean."""
    foreseen = aipw(window.label, window.score, window.inclusion, window.labelled)
    alone = hajek(window.label, window.inclusion, window.labelled)

    assert foreseen.standard_error < 0.97 * alone.standard_error


def test_errors_not_drawn_are_allowed_for() -> None:
    """All labels are right, but the confidence says 10 % are not: it is believed."""
    chance = np.full(2000, 0.05)
    labelled = np.arange(2000) < 100

    modest = aipw(np.ones(2000), np.full(2000, 0.9), chance, labelled, target="window")
    certain = aipw(np.ones(2000), np.ones(2000), chance, labelled, target="window")

    assert modest.standard_error == pytest.approx(np.sqrt(19 * 0.9 * 0.1 / 2000))
    assert certain.standard_error == pytest.approx(np.sqrt(19 * 0.004 / 2000), rel=0.01)
    assert modest.lower < certain.lower
