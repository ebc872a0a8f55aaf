"""What was known before each row."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.sequential.predictable import (
    known_before,
    log_odds_of_error,
    penalty,
    stakes,
)


def test_two_rows_by_hand() -> None:
    """One row of mean 1/2 and variance 1/4 is added; a row does not see itself."""
    before = known_before(np.array([1.0, 0.0, 0.3]))

    assert before.mean.tolist() == pytest.approx([1 / 2, 1.5 / 2, 1.5 / 3])
    second = (0.25 + 0.25**2) / 2
    third = (0.25 + 0.25**2 + 0.5**2) / 3
    assert before.variance.tolist() == pytest.approx([0.25, second, third])


def test_nothing_looks_ahead() -> None:
    """Another future, the same past."""
    x = np.random.default_rng(0).random(50)
    y = np.r_[x[:20], 1 - x[20:]]

    for one, other in zip(known_before(x), known_before(y), strict=True):
        assert np.array_equal(one[:21], other[:21])


def test_stakes_and_penalty_by_hand() -> None:
    """sqrt(2 ln 40 / (1/4 * 1 * ln 2)) at the first row; -ln(1/2) - 1/2 at a half."""
    reach = log_odds_of_error(0.95)

    assert reach == pytest.approx(np.log(40))
    assert stakes(np.array([0.25]), reach)[0] == pytest.approx(np.sqrt(8 * np.log(40) / np.log(2)))
    assert penalty(np.array([0.5]))[0] == pytest.approx(np.log(2) - 0.5)
