"""Generalised regression."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from watchkeeper.stats.estimate import aipw, greg, hajek


def test_the_line_is_the_weighted_least_squares_one(window: Any) -> None:
    """scikit-learn fits it with the weights w (w - 1); then it is `aipw`."""
    m, f = window.score * 3 + window.label, window.score
    seen, w = window.labelled, window.weight
    fit = LinearRegression().fit(f[seen, None], m[seen], sample_weight=w * (w - 1))

    ours = greg(m, f, window.inclusion, seen)
    theirs = aipw(m, fit.predict(f[:, None]), window.inclusion, seen)

    assert ours.value == pytest.approx(theirs.value)
    assert ours.standard_error == pytest.approx(theirs.standard_error)


def test_the_scale_of_the_prediction_does_not_matter(window: Any) -> None:
    """In other units it gives the same."""
    plain = greg(window.label, window.score, window.inclusion, window.labelled)
    other = greg(window.label, 40 - 7 * window.score, window.inclusion, window.labelled)

    assert other.value == pytest.approx(plain.value)
    assert other.upper == pytest.approx(plain.upper)


def test_a_constant_prediction_tells_nothing(window: Any) -> None:
    """The line is flat, and the answer near that of the weighted mean."""
    m = window.score + window.label
    ours = greg(m, np.ones(3000), window.inclusion, window.labelled)
    alone = hajek(m, window.inclusion, window.labelled)

    assert ours.value == pytest.approx(alone.value, abs=0.2 * alone.standard_error)
    assert ours.standard_error == pytest.approx(alone.standard_error, rel=0.15)


def test_overconfidence_costs_less_than_by_aipw() -> None:
    """A prediction on twice the scale is put right first."""
    rng = np.random.default_rng(3)
    f, chance = rng.normal(size=4000), np.full(4000, 0.1)
    m, labelled = f + 0.3 * rng.normal(size=4000), rng.random(4000) < 0.1

    assert (
        greg(m, 3 * f, chance, labelled).standard_error
        < 0.5 * aipw(m, 3 * f, chance, labelled).standard_error
    )
