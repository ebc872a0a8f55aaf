"""Deviations of slices, smoothed."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.planning import smoothed_deviation


def test_by_hand() -> None:
    """No error in 3 labels is (1/5, 4/5): .4, not 0; no label at all is .5."""
    assert smoothed_deviation([0, 3, 0], [3, 3, 0]) == pytest.approx([0.4, 0.4, 0.5])


def test_in_the_limit() -> None:
    """Many labels: the plain deviation."""
    assert smoothed_deviation([700_000], [10_000_000])[0] == pytest.approx(
        np.sqrt(0.07 * 0.93), rel=1e-5
    )


def test_is_never_zero() -> None:
    """Whatever was seen."""
    labels = np.arange(200)

    assert smoothed_deviation(np.zeros(200, dtype=int), labels).min() > 0.0
    assert smoothed_deviation(labels, labels).max() <= 0.5


def test_more_errors_than_labels_are_refused() -> None:
    """Both numbers are in the message."""
    with pytest.raises(ValueError, match="got 4 of 3"):
        smoothed_deviation([1, 4], [2, 3])
    with pytest.raises(ValueError, match="share their slices, got 2 and 1"):
        smoothed_deviation([1, 4], [2])
