"""Two versions on the same labelled rows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from watchkeeper.errors import ConfigError
from watchkeeper.stats.estimate import accuracy, f_beta, mcc, paired_difference, precision


def other_of(window: Any) -> Any:
    """Return decisions that differ on a tenth of the rows."""
    flip = np.random.default_rng(0).random(3000) < 0.1
    return np.where(flip, 1.0 - window.prediction, window.prediction)


@pytest.mark.parametrize(
    ("metric", "call"),
    [("accuracy", accuracy), ("precision", precision), ("f1", f_beta), ("mcc", mcc)],
)
def test_the_value_is_the_difference(window: Any, metric: str, call: Any) -> None:
    """Of the two estimates, with and without scores."""
    y, d, chance, seen = window.arguments
    other = other_of(window)
    for score in (None, window.score):
        apart = paired_difference(y, d, other, chance, seen, metric=metric, score=score)

        first, second = (call(y, x, chance, seen, score=score).value for x in (d, other))
        assert apart.value == pytest.approx(first - second)


def test_mcnemar() -> None:
    """With even chances the variance is (b + c - (b - c)**2 / n) / n**2, to n against n - 1."""
    rng = np.random.default_rng(1)
    y = (rng.random(400) < 0.5).astype(float)
    d, other = (np.where(rng.random(400) < 0.8, y, 1 - y) for _ in range(2))
    b, c = np.sum((d == y) & (other != y)), np.sum((d != y) & (other == y))

    e = paired_difference(y, d, other, np.ones(400), np.ones(400))

    assert e.value == pytest.approx((b - c) / 400)
    expected = (b + c - (b - c) ** 2 / 400) / 400**2 * 400 / 399
    assert e.standard_error == pytest.approx(math.sqrt(expected))


def test_what_both_share_costs_nothing(window: Any) -> None:
    """It is narrower than either metric alone, though it is a difference of both."""
    y, d, chance, seen = window.arguments

    apart = paired_difference(y, d, other_of(window), chance, seen, target="window")

    alone = accuracy(y, d, chance, seen, target="window")
    assert apart.standard_error < 0.8 * alone.standard_error


def test_equal_decisions_do_not_differ(window: Any) -> None:
    """Exactly, and that is enough."""
    y, d, chance, seen = window.arguments

    e = paired_difference(y, d, d, chance, seen, score=window.score)

    assert e.lower == e.value == e.upper == 0.0
    assert e.enough


def test_few_rows_that_tell_them_apart_are_not_enough(window: Any) -> None:
    """Fewer than twenty labelled rows on which they decide differently."""
    y, d, chance, seen = window.arguments
    other = d.copy()
    other[np.flatnonzero(seen)[:5]] = 1 - other[np.flatnonzero(seen)[:5]]

    e = paired_difference(y, d, other, chance, seen)

    assert e.why == "the interval rests on 5 rows that differ, needs 20"


def test_an_unknown_metric_is_refused(window: Any) -> None:
    """With the nearest name."""
    y, d, chance, seen = window.arguments

    with pytest.raises(ConfigError, match="did you mean 'precision'"):
        paired_difference(y, d, d, chance, seen, metric="precisions")
