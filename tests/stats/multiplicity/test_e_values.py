"""The type that tells e-values from other numbers."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.multiplicity import EValues
from watchkeeper.stats.sequential import ESR


def test_it_keeps_the_numbers() -> None:
    """Also the largest float there is."""
    top = np.finfo(np.float64).max

    assert EValues([0.0, 3.5, top]).values.tolist() == [0.0, 3.5, top]


def test_alarms_are_refused_by_type() -> None:
    """An e-SR alarm is no number, and its statistic is no e-value."""
    alarm = ESR(tolerated=0.1, threshold=100)

    with pytest.raises(TypeError, match="mean of at most 1 where the null holds; got ESR"):
        EValues([alarm, alarm])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("values", "says"),
    [([-1.0], "e_values must be >= 0, got -1"), ([np.nan], "NaN"), ([np.inf], "infinite")],
)
def test_what_is_no_e_value_is_refused(values: list[float], says: str) -> None:
    """Below 0, NaN, infinite."""
    with pytest.raises(ValueError, match=says):
        EValues(values)
