"""The verdict on an index."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.two_sample import psi_verdict

TEN = np.full(10, 1000)


def tilted(rows: int, slope: float) -> np.ndarray:
    """Return expected rows of tilted shares."""
    p = np.exp(slope * np.linspace(-1, 1, 10))
    return np.rint(rows * p / p.sum()).astype(int)


def test_three_words() -> None:
    """An index near 0, of .16 and of .65."""
    assert psi_verdict(TEN, tilted(3000, 0.0)) == "ok"
    assert psi_verdict(TEN, tilted(3000, 0.65)) == "warning"
    assert psi_verdict(TEN, tilted(3000, 1.3)) == "critical"


def test_few_rows_without_an_alarm_are_unknown() -> None:
    """The message has rows, power and need."""
    with pytest.raises(NotEnoughData, match=r"200 rows against 10000 .* power 0\.\d\d.*need 0.8"):
        psi_verdict(TEN, tilted(200, 0.0))


def test_few_rows_can_still_be_an_alarm() -> None:
    """What is seen is seen, however small the chance was to see it."""
    assert psi_verdict(TEN, tilted(200, 2.0)) == "critical"
