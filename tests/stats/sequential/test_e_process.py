"""What the betting tests answer."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.sequential import EProcess


def test_value_and_first_alarm() -> None:
    """The last value; the first row at or above 1 / alpha."""
    process = EProcess(np.log([1.0, 21.0, 5.0]))

    assert process.value == pytest.approx(5.0)
    assert process.first_alarm() == 1
    assert process.first_alarm(level=0.99) is None


def test_overwhelming_evidence_stays_finite() -> None:
    """The largest float, so that it can be stored and sorted."""
    assert EProcess(np.array([1e5])).value == np.finfo(np.float64).max


def test_levels_are_shares() -> None:
    """Strictly between 0 and 1."""
    with pytest.raises(ValueError, match="level must"):
        EProcess(np.zeros(2)).first_alarm(level=1.0)
