"""Distances without drift, and what they read at known shifts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import integrate
from scipy.stats import chi2, ks_2samp, norm, wasserstein_distance

from watchkeeper.stats.distance import (
    cramers_v,
    energy,
    hellinger,
    jensen_shannon,
    kl,
    ks,
    ks_bounds,
    mmd,
    psi,
    total_variation,
    wasserstein,
    wasserstein_bounds,
    wasserstein_samples,
)

Distance = Callable[..., float]
LAW = Callable[..., None]
REACH = 2.8

DECILES = norm.ppf(np.linspace(0, 1, 11))
UNIFORM = np.full(10, 0.1)
MANY = 1_000_000_000


def drawn(
    n: int, m: int, shares: np.ndarray, runs: int, *, moved: np.ndarray | None = None
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return *runs* pairs of counts; both sides have the same *shares*, or one has *moved*."""
    rng = np.random.default_rng([n, m, shares.size])
    current = rng.multinomial(m, shares if moved is None else moved, runs)
    return list(zip(rng.multinomial(n, shares, runs), current, strict=True))


def one_value_a_bin(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the counts of *x* and of *y* on bins that hold one row each."""
    of_y = np.argsort(np.concatenate([x, y])) >= x.size
    return (~of_y).astype(int), of_y.astype(int)


def near(law: LAW, method: str, setting: str, what: str, values: np.ndarray, true: float) -> None:
    """Keep the mean of *values* against *true*, within 2.8 standard errors of the mean."""
    reach = REACH * float(values.std()) / np.sqrt(values.size)
    law(
        method,
        setting,
        what,
        float(values.mean()),
        runs=values.size,
        between=(true - reach, true + reach),
        stated=f"{true:.4g}",
    )


def moved_by(shift: float) -> np.ndarray:
    """Return the shares of the normal law moved by *shift* s.d. in its old deciles."""
    return np.diff(norm.cdf(DECILES - shift))


def test_index_without_drift(law: LAW) -> None:
    """k times chi-square with 9 degrees, k = 1/n + 1/m: mean and quantiles."""
    n, runs = 10_000, 6000
    for m, mean, exact in ((200, 0.0448, False), (1000, 0.0099, True)):
        setting, k = f"n={n} m={m} k=10", 1 / n + 1 / m
        values = np.array([psi(*pair) for pair in drawn(n, m, UNIFORM, runs)])
        near(law, "psi", setting, "mean without drift", values, mean)
        for level in (0.05, 0.001):
            share = float(np.mean(values > k * chi2.isf(level, 9)))
            stated = {"exactly": level} if exact else {"at_most": level}
            law(
                "psi",
                setting,
                f"share above the {1 - level:.3g} quantile",
                share,
                runs=runs,
                **stated,
            )


def test_a_fixed_cut_of_the_index_depends_on_the_rows(law: LAW) -> None:
    """Above .1 in 2 % of all windows of 200 rows, never at 500."""
    runs = 6000
    for m, stated in ((200, chi2.sf(0.1 / (1e-4 + 1 / 200), 9)), (500, 3e-7)):
        pairs = drawn(10_000, m, UNIFORM, runs)
        share = float(np.mean([psi(*pair) > 0.1 for pair in pairs]))
        law("psi", f"n=10000 m={m} k=10", "share above .1", share, runs=runs, at_most=float(stated))


@pytest.mark.parametrize("distance", [psi, kl, hellinger, jensen_shannon], ids=lambda d: d.__name__)
def test_debiased_without_drift(law: LAW, distance: Distance) -> None:
    """Mean 0 at every number of rows and bins; of the square, where the distance is a root."""
    runs = 2000
    root = distance in (hellinger, jensen_shannon)
    zipf = 1 / np.arange(1, 101)
    for n, m, shares in (
        (10_000, 200, UNIFORM),
        (50, 50, np.full(30, 1 / 30)),
        (5000, 200, zipf / zipf.sum()),
    ):
        pairs = drawn(n, m, shares, runs)
        values = np.array([distance(*pair, debias=True) for pair in pairs])
        what = "mean of the debiased square" if root else "mean debiased"
        values = values * np.abs(values) if root else values
        near(law, distance.__name__, f"n={n} m={m} k={shares.size}", what, values, 0.0)


def test_debiased_index_with_drift(law: LAW) -> None:
    """True .0383: the raw index reads .068, the debiased one comes nearer than k (bins - 1)."""
    runs, m = 6000, 300
    pairs = drawn(10_000, m, UNIFORM, runs, moved=moved_by(0.2))
    raw = np.array([psi(*pair) for pair in pairs])
    debiased = np.array([psi(*pair, debias=True) for pair in pairs])
    setting = f"n=10000 m={m} k=10, .2 s.d."

    near(law, "psi", setting, "mean", raw, 0.0678)
    law(
        "psi",
        setting,
        "mean debiased",
        float(debiased.mean()),
        runs=runs,
        between=(0.0369, 0.0383),
        stated="0.0369 to 0.0383",
    )


@pytest.mark.parametrize(
    ("shift", "index", "gap"),
    [(0.1, 0.0096, 0.040), (0.2, 0.038, 0.080), (0.3, 0.086, 0.119), (0.5, 0.238, 0.197)],
)
def test_equivalents_of_a_shift(law: LAW, shift: float, index: float, gap: float) -> None:
    """A mean shift in s.d. as PSI on deciles and as KS, and PSI as Hellinger."""
    reference = np.rint(UNIFORM * MANY).astype(int)
    current = np.rint(moved_by(shift) * MANY).astype(int)
    fine = np.linspace(-9, 9, 3601)
    then, now = (np.rint(np.diff(norm.cdf(fine - s)) * MANY).astype(int) for s in (0, shift))
    as_root = np.sqrt(psi(reference, current) / 8)
    rows = (
        ("psi", psi(reference, current), index, 0.00005 if index < 0.01 else 0.0005),
        ("ks", ks(then, now), gap, 0.0005),
        ("hellinger", hellinger(reference, current), as_root, 0.01 * as_root),
        ("wasserstein", wasserstein(then, now, edges=fine), shift, 1e-6),
    )
    for method, value, stated, reach in rows:
        between = (stated - reach, stated + reach)
        setting = f"shift of {shift} s.d."
        law(method, setting, "limit", value, runs=1, between=between, stated=f"{stated:.3g}")


def test_equivalents_of_an_index_of_a_tenth(law: LAW) -> None:
    """PSI .1 is Hellinger .112, Jensen-Shannon .111 in nats and .134 in base 2."""
    reference = np.rint(UNIFORM * MANY).astype(int)
    current = np.rint(moved_by(0.3234744) * MANY).astype(int)
    rows = (
        ("psi", psi(reference, current), 0.1),
        ("hellinger", hellinger(reference, current), 0.112),
        ("jensen_shannon", jensen_shannon(reference, current, base="e"), 0.111),
        ("jensen_shannon", jensen_shannon(reference, current), 0.134),
    )
    for method, value, stated in rows:
        between = (stated - 0.0005, stated + 0.0005)
        law(method, "PSI of .1", "limit", value, runs=1, between=between, stated=f"{stated:.3g}")


def test_bounds_hold(law: LAW) -> None:
    """The distance of the values lies between the bounds of their counts, always."""
    rng = np.random.default_rng(11)
    runs = 400
    for bins in (10, 32):
        inside = np.zeros((runs, 2), dtype=bool)
        for run in range(runs):
            x = rng.standard_t(3, size=rng.integers(20, 2000))
            y = rng.standard_t(3, size=rng.integers(20, 2000)) + rng.normal(scale=0.3)
            inner = np.unique(np.quantile(x, np.linspace(0, 1, bins - 1)))
            edges = np.concatenate(([min(inner[0], y.min())], inner, [max(inner[-1], y.max())]))
            counts = [np.histogram(values, edges)[0] for values in (x, y)]
            gap, area = ks_bounds(*counts), wasserstein_bounds(*counts, edges=edges)
            inside[run] = (
                gap.lower - 1e-12 <= ks_2samp(x, y, method="asymp").statistic <= gap.upper + 1e-12,
                area.lower - 1e-12 <= wasserstein_distance(x, y) <= area.upper + 1e-12,
            )
        for column, method in enumerate(("ks_bounds", "wasserstein_bounds")):
            share = float(inside[:, column].mean())
            law(method, f"{bins} bins", "coverage", share, runs=runs, at_least=1.0)


def test_cramers_v_without_drift(law: LAW) -> None:
    """Exact mean of the textbook square; zeros as often as chi-square is below its mean."""
    runs = 4000
    for n, m, bins in ((50, 200, 3), (1000, 1000, 10), (5000, 1000, 30)):
        setting = f"n={n} m={m} k={bins}"
        pairs = drawn(n, m, np.full(bins, 1 / bins), runs)
        squares = np.array([cramers_v(*pair, debias=False) ** 2 for pair in pairs])
        near(law, "cramers_v", setting, "mean square", squares, (bins - 1) / (n + m - 1))
        if n + m > 250:
            zeros = float(np.mean([cramers_v(*pair) == 0.0 for pair in pairs]))
            stated = float(chi2.cdf(bins - 1, bins - 1))
            law("cramers_v", setting, "share of 0 debiased", zeros, runs=runs, exactly=stated)


def test_sizes_without_drift(law: LAW) -> None:
    """The docstrings' means of total variation, KS and Wasserstein among many rows."""
    n, m, runs = 5000, 2000, 2000
    k, setting = 1 / n + 1 / m, f"n={n} m={m}"
    values = np.array([total_variation(*pair) for pair in drawn(n, m, UNIFORM, runs)])
    near(
        law,
        "total_variation",
        f"{setting} k=10",
        "mean / root of k",
        values / np.sqrt(k),
        float(np.sqrt(0.1 * 0.9) * 10 / np.sqrt(2 * np.pi)),
    )
    rng = np.random.default_rng(12)
    rows = [(rng.normal(size=n), rng.normal(size=m)) for _ in range(400)]
    area = integrate.quad(lambda x: np.sqrt(norm.cdf(x) * norm.sf(x)), -12, 12)[0]
    moved = np.array([wasserstein_samples(*pair) for pair in rows])
    expected = float(np.sqrt(2 / np.pi) * area)
    near(law, "wasserstein_samples", setting, "mean / root of k", moved / np.sqrt(k), expected)
    gaps = np.array([ks(*one_value_a_bin(*pair)) for pair in rows])
    expected = float(np.sqrt(np.pi / 2) * np.log(2))
    near(law, "ks", setting, "mean / root of k", gaps / np.sqrt(k), expected)
    areas = np.array([wasserstein(*pair) for pair in drawn(n, m, UNIFORM, runs)])
    below = np.cumsum(UNIFORM)[:-1]
    expected = float(np.sqrt(2 / np.pi) * np.sqrt(below * (1 - below)).sum())
    near(law, "wasserstein", f"{setting} k=10", "mean / root of k", areas / np.sqrt(k), expected)


def test_distances_of_values_without_drift(law: LAW) -> None:
    """Debiased squares have a mean of 0; that of energy is k times the mean distance else."""
    rng = np.random.default_rng(13)
    runs = 1500
    for n, m in ((20, 50), (60, 60)):
        setting = f"n={n} m={m}"
        rows = [(rng.normal(size=n), rng.normal(size=m)) for _ in range(runs)]
        raw = np.array([energy(*pair) ** 2 for pair in rows])
        # The mean distance of two normal values is 2 / sqrt(pi).
        near(law, "energy", setting, "mean square", raw, (1 / n + 1 / m) * 2 / np.sqrt(np.pi))
        for method in (energy, mmd):
            values = np.array([method(*pair, debias=True) for pair in rows])
            squares = values * np.abs(values)
            near(law, method.__name__, setting, "mean of the debiased square", squares, 0.0)
