"""What binning costs, what the index's test sees, and what clean days do to it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import norm

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.two_sample import ks, ks_binned, power_of_psi_test, psi_law_of, psi_test

BINS = 32
# Powers of one test on the same draws: their difference has a smaller error than either.
MOST_LOST = 0.08


@pytest.mark.parametrize(("shift", "rows"), [(0.1, 1000), (0.2, 400), (0.5, 70)])
def test_binned_gaps_lose_little(law: Callable[..., None], shift: float, rows: int) -> None:
    """Quantile bins of the reference against the same test on the values, at .05."""
    runs = 250
    rng = np.random.default_rng(rows)
    both = []
    for _ in range(runs):
        x, y = rng.normal(size=2000), rng.normal(size=rows) + shift
        edges = np.quantile(x, np.arange(1, BINS) / BINS)
        counts = [np.bincount(np.searchsorted(edges, side), minlength=BINS) for side in (x, y)]
        both.append((ks(x, y).p_value <= 0.05, ks_binned(*counts, draws=499).p_value <= 0.05))
    values, binned = np.mean(both, axis=0)
    setting = f"shift={shift} n=2000 m={rows}"
    law("ks", setting, "power", values, runs=runs, between=(0.4, 1.0))
    law(
        "ks_binned",
        f"{setting} bins={BINS}",
        "power lost to the values",
        values - binned,
        runs=runs,
        between=(0.0, MOST_LOST),
        stated="at most 8 points",
    )


def tilt(bins: int, index: float) -> np.ndarray:
    """Return shares whose index against equal ones is *index*."""
    place, low, high = np.linspace(-1, 1, bins), 0.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        p = np.exp(middle * place)
        p /= p.sum()
        low, high = (low, middle) if (p - 1 / bins) @ (middle * place) > index else (middle, high)
    return p


@pytest.mark.parametrize("bins", [3, 10, 30])
def test_power_of_the_index_is_foretold(law: Callable[..., None], bins: int) -> None:
    """Before a row has come: within 5 points, or below the truth by up to 10."""
    runs = 250
    for n, m in ((1000, 400), (10_000, 300), (10_000, 500)):
        reference = np.full(bins, n // bins)
        rng = np.random.default_rng([bins, n, m])
        pairs = zip(
            rng.multinomial(n, np.full(bins, 1 / bins), runs),
            rng.multinomial(m, tilt(bins, 0.25), runs),
            strict=True,
        )
        seen = np.mean([psi_test(*pair).p_value <= 0.01 for pair in pairs])
        said = power_of_psi_test(reference, m)
        error = 2.8 * np.sqrt(max(said * (1 - said), 0.05) / runs)
        law(
            "power_of_psi_test",
            f"index=.25 n={n} m={m} bins={bins}",
            "power",
            seen,
            runs=runs,
            between=(said - 0.05 - error, said + 0.1 + error),
            stated=f"{said:.2f}",
        )


@pytest.mark.parametrize(
    ("windows", "rows", "day"), [(28, 200, 0.1), (28, 5000, 0.1), (120, 5000, 0.1), (28, 1000, 0.0)]
)
def test_days_are_no_drift(law: Callable[..., None], windows: int, rows: int, day: float) -> None:
    """Days that differ by .1 s.d. of the column: the level holds, where chi-square's is .6."""
    runs = 200
    rng = np.random.default_rng([windows, rows])
    edges = np.concatenate(([-np.inf], norm.ppf(np.arange(1, 10) / 10), [np.inf]))
    plain, informed = [], []
    for _ in range(runs):
        shares = np.diff(norm.cdf(edges - rng.normal(0, day, windows + 1)[:, np.newaxis]), axis=1)
        counts = rng.multinomial(rows, shares)
        clean, window = counts[:-1], counts[-1]
        known = psi_law_of(clean)
        plain.append(psi_test(clean.sum(axis=0), window, tolerated=0.0).p_value)
        informed.append(
            psi_test(clean.sum(axis=0), window, tolerated=0.0, overdispersion=known).p_value
        )
    setting = f"windows={windows} m={rows} days={day:g} s.d."
    if day and rows == 5000:
        size = np.mean(np.array(plain) <= 0.01)
        law(
            "psi_test",
            f"{setting}, rows as if independent",
            "size at .01",
            size,
            runs=runs,
            between=(0.3, 1.0),
            stated="far above .01",
        )
    for alpha in (0.05, 0.01, 0.001):
        size = np.mean(np.array(informed) <= alpha)
        law(
            "psi_test, psi_law_of",
            f"{setting} alpha={alpha}",
            "size",
            size,
            runs=runs,
            at_most=alpha,
        )


def test_sparse_bins_have_no_verdict(law: Callable[..., None]) -> None:
    """No answer rather than a false one."""
    runs = 200
    rng = np.random.default_rng(9)
    loud = unknown = 0
    for _ in range(runs):
        pair = rng.multinomial(200, np.full(30, 1 / 30)), rng.multinomial(50, np.full(30, 1 / 30))
        try:
            loud += psi_test(*pair).p_value <= 0.01
        except NotEnoughData:
            unknown += 1
    law("psi_test", "n=200 m=50 bins=30", "size at .01", loud / runs, runs=runs, at_most=0.01)
    law("psi_test", "n=200 m=50 bins=30", "unknown", unknown / runs, runs=runs, between=(0.9, 1.0))
