"""The CUSUM e-detector."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.stats.sequential import ECUSUM, ESR


def test_three_rows_by_hand() -> None:
    """Level = max(previous, 1) (1 + b (x - .1)), the mean of five stakes."""
    detector = ECUSUM(tolerated=0.1, threshold=1000)

    detector.update([0.0, 1.0, 1.0])

    levels = [(1 + 0.9 * b) ** 2 for b in (0.5, 1.0, 2.0, 3.0, 4.5)]
    assert detector.value == pytest.approx(np.mean(levels), rel=1e-12)


def test_without_evidence_it_stays() -> None:
    """Ticks without rows: 1 for ever."""
    detector = ECUSUM(tolerated=0.1, threshold=10, unit="tick")

    assert [detector.update([]) for _ in range(100)] == [()] * 100
    assert detector.value == 1.0


def test_it_lies_below_esr_at_every_step() -> None:
    """So the same threshold gives it no more alarms."""
    rng = np.random.default_rng(1)
    cusum, esr = ECUSUM(tolerated=0.1, threshold=1e9), ESR(tolerated=0.1, threshold=1e9)
    for x in (rng.random(300) < 0.15).astype(float):
        cusum.update([x])
        esr.update([x])
        assert cusum.value <= esr.value
