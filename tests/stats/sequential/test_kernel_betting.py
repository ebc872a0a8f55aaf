"""Test by betting whether two streams have the same law."""

from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.sequential import kernel_betting
from watchkeeper.stats.sequential.capital import log_capital


def slow(reference: np.ndarray, current: np.ndarray, warm_up: int, memory: int) -> np.ndarray:
    """Return the logarithm of the capital, every witness worked out from nothing."""
    seen = np.concatenate((reference[:warm_up], current[:warm_up]))
    spread = seen.std(axis=0)
    a, b, seen = reference / spread, current / spread, seen / spread
    gaps = [np.linalg.norm(u - v) for i, u in enumerate(seen) for v in seen[:i]]
    a, b = a / np.median(gaps), b / np.median(gaps)

    def kernel(u: np.ndarray, rows: np.ndarray) -> float:
        return float(np.exp(-((rows - u) ** 2).sum(axis=1) / 2).mean())

    payoffs = []
    for t in range(warm_up, len(a)):
        past_a, past_b = a[max(0, t - memory) : t], b[max(0, t - memory) : t]
        top = max(abs(kernel(u, past_b) - kernel(u, past_a)) for u in (*past_a, *past_b))
        high, low = ((kernel(u, past_b) - kernel(u, past_a)) / top for u in (b[t], a[t]))
        payoffs.append((np.clip(high, -1, 1) - np.clip(low, -1, 1)) / 2)
    return np.r_[np.zeros(warm_up), log_capital(np.array(payoffs), fall=1.0, width=1.0)]


@pytest.mark.parametrize("memory", [20, 60])
def test_equals_the_formula_pair_by_pair(memory: int) -> None:
    """The heights kept up to date, also when pairs leave the memory, against all anew."""
    rng = np.random.default_rng(1)
    reference, current = rng.normal(size=(60, 3)), rng.normal(size=(60, 3)) + 0.5

    process = kernel_betting(reference, current, warm_up=10, memory=memory)

    assert process.log_values == pytest.approx(slow(reference, current, 10, memory), abs=1e-9)


def test_the_unit_of_a_column_does_not_matter() -> None:
    """Grams or tonnes, and any origin."""
    rng = np.random.default_rng(2)
    reference, current = rng.normal(size=(120, 2)), rng.normal(size=(120, 2)) + 0.8

    plain = kernel_betting(reference, current)
    other = kernel_betting(reference * [1e-6, 1] + [5, 0], current * [1e-6, 1] + [5, 0])

    assert other.log_values == pytest.approx(plain.log_values, abs=1e-6)


def test_a_change_of_spread_is_found_too() -> None:
    """Equal means, three times the spread: no test of means would see it."""
    rng = np.random.default_rng(4)

    assert kernel_betting(rng.normal(size=500), 3 * rng.normal(size=500)).first_alarm() is not None


def test_constant_columns_are_no_evidence() -> None:
    """Nothing varies, nothing is bet."""
    assert kernel_betting(np.ones(100), np.ones(100)).value == 1.0


def test_a_constant_that_changes_after_the_warm_up_is_found() -> None:
    """The spread of the warm-up is 0; it is then left as it is."""
    current = np.r_[np.ones(50), np.full(100, 2.0)]

    assert kernel_betting(np.ones(150), current).first_alarm() is not None


def test_a_longer_stream_does_not_change_the_past() -> None:
    """The witness looks back only."""
    rng = np.random.default_rng(5)
    reference, current = rng.normal(size=150), rng.normal(size=150)

    short = kernel_betting(reference[:90], current[:90]).log_values

    assert np.array_equal(short, kernel_betting(reference, current).log_values[:90])


def test_refusals() -> None:
    """Too few pairs, unequal numbers, wrong shapes, a memory shorter than the warm-up."""
    with pytest.raises(NotEnoughData, match="have 50 pairs, needs 51"):
        kernel_betting(np.zeros(50), np.zeros(50))
    with pytest.raises(ValueError, match="must be pairs"):
        kernel_betting(np.zeros(60), np.zeros(61))
    with pytest.raises(ValueError, match=r"reference must have shape \(n,\) or \(n, d\)"):
        kernel_betting(np.zeros((60, 2, 2)), np.zeros((60, 2, 2)))
    with pytest.raises(ValueError, match="2 <= warm_up <= memory"):
        kernel_betting(np.zeros(60), np.zeros(60), memory=10)
    with pytest.raises(ValueError, match="current holds 1 NaN or infinite values of 60"):
        kernel_betting(np.zeros(60), np.r_[np.zeros(59), np.nan])
