"""The range that bounded values keep to."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.sequential.sequence import Range


def test_there_and_back() -> None:
    """Scaled to [0, 1], and the limits cut at the range on the way back."""
    scale = Range(-10.0, 30.0)

    assert scale.to_unit([-10.0, 0.0, 30.0]).tolist() == [0.0, 0.25, 1.0]
    sequence = scale.sequence(np.array([0.5]), np.array([0.75]))
    assert (sequence.value[0], sequence.lower[0], sequence.upper[0]) == (10.0, -10.0, 30.0)


def test_values_outside_are_refused_with_both_ends() -> None:
    """A percentage where a share is expected."""
    with pytest.raises(ValueError, match=r"values must lie in \[0, 1\], got 0.5 to 93"):
        Range(0.0, 1.0).to_unit([0.5, 93.0])


def test_an_empty_range_is_refused() -> None:
    """Lowest below highest."""
    with pytest.raises(ValueError, match="lowest must be below highest, got 1 and 1"):
        Range(1.0, 1.0)


def test_no_value_is_scarce_data() -> None:
    """Monitors show it as unknown."""
    with pytest.raises(NotEnoughData, match="values has 0 rows, needs 1"):
        Range(0.0, 1.0).to_unit([])
