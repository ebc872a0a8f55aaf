"""The largest difference of shares."""

from __future__ import annotations

import pytest

from watchkeeper.stats.distance import l_infinity


@pytest.mark.parametrize(
    ("reference", "current", "expected"),
    [
        # NannyML: aabbcc against aabbccd, and against bbbbb.
        ([2, 2, 2, 0], [2, 2, 2, 1], 0.14),
        ([2, 2, 2], [0, 5, 0], 0.67),
    ],
)
def test_published_values(reference: list[int], current: list[int], expected: float) -> None:
    """Numbers of NannyML's suite, to the printed precision."""
    assert l_infinity(reference, current, smoothing=0) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(
    ("reference", "current", "expected"),
    [
        ([19_918, 15_047, 9_977, 5_058], [1961, 1504, 1018, 517], 0.00616),
        ([19_918, 15_047, 9_977, 5_058], [2218, 1601, 1133, 48], 0.09156),
        ([27_547, 22_453], [2706, 2294], 0.00974),
        ([27_547, 22_453], [4015, 985], 0.25206),
    ],
)
def test_car_loan(reference: list[int], current: list[int], expected: float) -> None:
    """NannyML's tutorial: salary range and repaid loan, first and sixth chunk."""
    assert l_infinity(reference, current, smoothing=0) == pytest.approx(expected, abs=1e-9)
