"""Answers withheld on purpose."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.planning import audit_share, zero_errors_limit


def test_by_hand() -> None:
    """299 labels from 5,000 confident rows a day within 12 days less 2: 299 / 50,000."""
    assert audit_share(299, 5000, 12, latency=2) == pytest.approx(0.00598)


def test_in_the_limit() -> None:
    """No label needs no audit; as many as there are rows needs all of them."""
    assert audit_share(0, 10, 1) == 0.0
    assert audit_share(70, 10, 7) == 1.0


@pytest.mark.parametrize("days", [0.5, 2.0, 6.0])
def test_more_than_there_is_is_unknown(days: float) -> None:
    """Both numbers are in the message."""
    with pytest.raises(NotEnoughData, match=r"confident rows come within days .* needs 70"):
        audit_share(70, 10, days, latency=1)


@pytest.mark.parametrize("audits", [1, 5, 100, 3000])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_zero_errors_equals_scipy(audits: int, level: float) -> None:
    """The upper limit of the exact one-sided interval."""
    oracle = binomtest(0, audits, alternative="less").proportion_ci(level, method="exact")

    assert zero_errors_limit(audits, level=level) == pytest.approx(oracle.high)


def test_rule_of_three() -> None:
    """Below 3 / n, and ever nearer to it."""
    parts = [zero_errors_limit(n) / (3 / n) for n in (10, 100, 10_000, 10_000_000)]

    assert parts == sorted(parts)
    assert all(part < 1.0 for part in parts)
    assert parts[-1] == pytest.approx(0.99858, abs=1e-5)


def test_no_audit_is_unknown() -> None:
    """Nothing was looked at."""
    with pytest.raises(NotEnoughData, match="audits is 0"):
        zero_errors_limit(0)
