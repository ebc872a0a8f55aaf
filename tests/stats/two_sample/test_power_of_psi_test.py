"""Power of the index's test."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.two_sample import power_of_psi_test

TEN = np.full(10, 1000)


def test_rises_with_rows_index_and_level() -> None:
    """And falls with the tolerance."""
    by_rows = [power_of_psi_test(TEN, rows) for rows in (0, 30, 100, 300, 1000, 10_000)]
    by_index = [power_of_psi_test(TEN, 300, index=i) for i in (0.15, 0.25, 0.5)]
    by_alpha = [power_of_psi_test(TEN, 300, alpha=a) for a in (0.001, 0.01, 0.05)]
    by_tolerance = [power_of_psi_test(TEN, 300, tolerated=t) for t in (0.2, 0.1, 0.0)]

    for values in (by_rows, by_index, by_alpha, by_tolerance):
        assert values == sorted(values)
        assert 0.0 <= values[0] < values[-1] <= 1.0


def test_methods_default() -> None:
    """Ten bins, .01, a reference of 10,000: .8 is reached at 500 rows (330 without the guard)."""
    assert power_of_psi_test(TEN, 330) < 0.8 <= power_of_psi_test(TEN, 500)


def test_no_answer_has_no_power() -> None:
    """Fewer than 2 bins that expect 5 rows."""
    assert power_of_psi_test(TEN, 8) == 0.0


def test_what_cannot_be_found_is_refused() -> None:
    """An index that is tolerated; a reference without rows."""
    with pytest.raises(ValueError, match="above what is tolerated"):
        power_of_psi_test(TEN, 100, index=0.1)
    with pytest.raises(NotEnoughData, match="reference has 0 rows"):
        power_of_psi_test([0, 0], 100)
