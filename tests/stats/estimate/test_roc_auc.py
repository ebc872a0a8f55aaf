"""The area under the ROC curve with weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.estimate import roc_auc
from watchkeeper.stats.interval import auc, delong


def rows(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return labels and a ranking with ties."""
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < 0.3).astype(float)
    return y, np.round(y + rng.normal(size=n), 1)


def test_even_chances_have_delongs_variance() -> None:
    """To 1 / n, and the interval is Newcombe's, from no more rows than there are."""
    y, s = rows(2000)
    plain = delong(y, s)

    e = roc_auc(y, s, np.ones(2000), np.ones(2000))

    half = (plain.upper - plain.lower) / 2 / norm.isf(0.025)
    assert e.value == pytest.approx(plain.value)
    assert e.standard_error == pytest.approx(half, rel=2e-3)
    newcombe = auc(e.value, int(y.sum()), 2000 - int(y.sum()))
    assert e.lower == pytest.approx(newcombe.lower, abs=0.1 * half)
    assert e.lower <= newcombe.lower + 1e-9


def test_evenly_drawn_labels_are_the_labelled_rows() -> None:
    """Unlabelled rows tell nothing without scores: the area of the others, DeLong's width."""
    y, s = rows(4000)
    labelled = np.random.default_rng(1).random(4000) < 0.25

    e = roc_auc(y, s, np.full(4000, 0.25), labelled)

    plain = delong(y[labelled], s[labelled])
    assert e.value == pytest.approx(plain.value)
    half = (plain.upper - plain.lower) / 2 / norm.isf(0.025)
    assert e.standard_error == pytest.approx(half, rel=5e-3)
    assert e.enough


def test_any_rising_scale_ranks_alike(window: Any) -> None:
    """The exponential of the ranking, and its logit."""
    given = (window.inclusion, window.labelled)

    first = roc_auc(window.label, window.score, *given, score=window.score)
    second = roc_auc(window.label, np.exp(3 * window.score), *given, score=window.score)

    assert first == second


def test_a_reversed_ranking_mirrors(window: Any) -> None:
    """1 less the area, and the limits change places."""
    given = (window.inclusion, window.labelled)

    first = roc_auc(window.label, window.score, *given, score=window.score)
    second = roc_auc(window.label, -window.score, *given, score=window.score)

    mirrored = (1 - first.value, 1 - first.upper, 1 - first.lower)
    assert (second.value, second.lower, second.upper) == pytest.approx(mirrored)


def test_scores_say_whether_the_labels_are_enough(sharp: Any) -> None:
    """The width is much the same, but only with them are rows foreseen that were not drawn."""
    given = (sharp.label, sharp.score, sharp.inclusion, sharp.labelled)

    foreseen, alone = roc_auc(*given, score=sharp.score), roc_auc(*given)

    assert foreseen.standard_error == pytest.approx(alone.standard_error, rel=0.1)
    assert "without score= the rare ones cannot be foreseen" in alone.why
    assert foreseen.enough


def test_a_constant_ranking_is_one_half(window: Any) -> None:
    """All tied."""
    e = roc_auc(window.label, np.ones(3000), window.inclusion, window.labelled, score=window.score)

    assert e.value == pytest.approx(0.5)


def test_one_class_only_has_no_area(window: Any) -> None:
    """The message says which is missing."""
    given = (window.score, window.inclusion, window.labelled)

    with pytest.raises(NotEnoughData, match="labelled has 0 rows that are negative, needs 1"):
        roc_auc(np.ones(3000), *given)
    with pytest.raises(NotEnoughData, match="labelled has 0 rows that are positive, needs 1"):
        roc_auc(np.zeros(3000), *given)


def test_few_of_a_class_are_not_enough(window: Any) -> None:
    """Nine positives, though all rows are labelled: a value, and an indication of limits."""
    y = (np.arange(3000) < 9).astype(float)

    e = roc_auc(y, window.score, np.ones(3000), np.ones(3000))

    assert "effective labels of the rarer class, needs 10" in e.why
    assert e.lower < e.value < e.upper


def test_a_perfect_ranking_has_a_width() -> None:
    """No pair is out of order among twenty positives, and the limit below is Newcombe's."""
    y = (np.arange(200) >= 180).astype(float)

    e = roc_auc(y, np.arange(200.0), np.ones(200), np.ones(200))

    assert e.value == e.upper == 1.0
    assert e.lower == pytest.approx(auc(1.0, 20, 180).lower)
