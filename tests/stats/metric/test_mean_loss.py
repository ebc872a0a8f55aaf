"""Mean of a loss."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.interval import positive_mean
from watchkeeper.stats.metric import LossSummary, mean_loss, summarise_loss


def test_by_hand() -> None:
    """Losses 2, 3, 4: sum 9, sum of squares 29."""
    summary = summarise_loss([2.0, 3.0, 4.0])
    result, interval = mean_loss(summary, level=0.9), positive_mean(3, 9.0, 29.0, level=0.9)

    assert (summary.n, summary.total, summary.total_sq) == (3, 9.0, 29.0)
    assert (result.value, result.lower, result.upper) == (3.0, interval.lower, interval.upper)


def test_windows_add_up() -> None:
    """The sum of two windows is the window of both."""
    a, b = summarise_loss([1.0, 2.0]), summarise_loss([4.0])

    assert a + b == summarise_loss([1.0, 2.0, 4.0])


def test_unknown() -> None:
    """No row, one row, rows of very uneven size."""
    assert mean_loss(summarise_loss([])).reason == "no row has a loss"
    assert mean_loss(summarise_loss([2.0])).reason == "1 row, an interval needs 2"
    assert mean_loss(summarise_loss([0.0, 0.0, 9.0])).reason == (
        "3 rows, too uneven for an interval"
    )


def test_refusals() -> None:
    """Losses below 0, NaN, broken sums."""
    with pytest.raises(ValueError, match="the smallest of terms must be >= 0, got -1"):
        summarise_loss([1.0, -1.0])
    with pytest.raises(ValueError, match="terms holds 1 NaN"):
        summarise_loss([np.nan])
    with pytest.raises(ValueError, match="total_sq must be >= 0"):
        LossSummary(n=1, total=1.0, total_sq=-1.0)
