"""Prediction-powered inference with the labels inside the rows."""

from __future__ import annotations

import numpy as np
import ppi_py
import pytest
from scipy.stats import norm, t

from watchkeeper.stats.estimate import ppi

N, LABELS = 4000, 1000


@pytest.fixture
def rows() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return values, predictions correlated .7 with them, and who was labelled."""
    rng = np.random.default_rng(0)
    f = rng.normal(2.0, 1.0, N)
    m = 1.0 + 0.7 * f + np.sqrt(0.51) * rng.normal(size=N)
    return m, f, rng.permutation(N) < LABELS


def test_the_value_is_that_of_ppi_python_at_our_lambda(rows: tuple[np.ndarray, ...]) -> None:
    """Given the same trust in the predictions the two agree to rounding."""
    m, f, seen = rows
    trust = np.cov(m[seen], f[seen])[0, 1] / f[seen].var(ddof=1)

    theirs = ppi_py.ppi_mean_pointestimate(m[seen], f[seen], f, lam=trust)

    assert ppi(m, f, seen).value == pytest.approx(float(theirs[0]))


def test_the_width_differs_from_ppi_python_by_the_rows_counted_twice(
    rows: tuple[np.ndarray, ...],
) -> None:
    """It takes the N rows as beside the n labels; here these are among them.

    So its variance at our lambda is var(m - lf) / n + l**2 var(f) / N; ours is
    var(m - lf) (1/n - 1/N) + var(m) / N. With a quarter labelled they differ by some percent.
    """
    m, f, seen = rows
    trust = np.cov(m[seen], f[seen])[0, 1] / f[seen].var(ddof=1)
    lower, upper = ppi_py.ppi_mean_ci(m[seen], f[seen], f, alpha=0.05, lam=trust)
    theirs = (float(upper[0]) - float(lower[0])) / 2 / norm.isf(0.025)
    rest = (m - trust * f)[seen]

    ours = ppi(m, f, seen)

    assert theirs**2 == pytest.approx(rest.var() / LABELS + trust**2 * f.var() / N)
    inside = rest.var(ddof=1) * (1 / LABELS - 1 / N) + m[seen].var(ddof=1) / N
    assert ours.standard_error**2 == pytest.approx(inside)
    assert ours.upper - ours.value == pytest.approx(t.isf(0.025, 999) * ours.standard_error)


def test_the_variance_is_the_one_of_the_correlation(rows: tuple[np.ndarray, ...]) -> None:
    """var(m) / n (1 - rho**2 (1 - n/N))."""
    m, f, seen = rows
    rho = np.corrcoef(m[seen], f[seen])[0, 1]
    expected = m[seen].var(ddof=1) / LABELS * (1 - rho**2 * (1 - LABELS / N))

    assert ppi(m, f, seen).standard_error ** 2 == pytest.approx(expected)


def test_useless_predictions_leave_the_mean_of_the_labels(rows: tuple[np.ndarray, ...]) -> None:
    """Constant ones, and ones that point the other way (the trust ends at 0)."""
    m, f, seen = rows

    for useless in (np.full(N, 3.0), -f):
        assert ppi(m, useless, seen).value == pytest.approx(m[seen].mean())


def test_all_labels_are_the_mean() -> None:
    """Predictions no longer matter, and of the window nothing is open."""
    rng = np.random.default_rng(1)
    m, f = rng.normal(size=100), rng.normal(size=100)

    e = ppi(m, f, np.ones(100), target="window")

    assert e.value == pytest.approx(m.mean())
    assert e.lower == e.upper == e.value


def test_few_labels_are_said() -> None:
    """Fewer than thirty."""
    e = ppi(np.arange(50.0), np.arange(50.0)[::-1], np.arange(50) < 10)

    assert e.why == "10 labelled rows, an interval needs 30"


def test_an_unknown_target_is_refused() -> None:
    """As elsewhere."""
    with pytest.raises(ValueError, match="'process' or 'window', got 'rows'"):
        ppi([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [1, 1, 0], target="rows")  # type: ignore[arg-type]
