"""Every interval covers what it states, and where it cannot the law says by how much it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from scipy.special import ndtr

from watchkeeper.stats.interval import (
    Interval,
    auc,
    bootstrap,
    clustered_mean,
    clustered_ratio,
    delong,
    delong_difference,
    difference_of_proportions,
    mean,
    positive_mean,
    ratio,
    wilson,
)

Law = Callable[..., None]


def share_inside(intervals: Iterable[Interval], truth: float) -> float:
    """Return how often the truth lies within the limits."""
    return float(np.mean([i.lower <= truth <= i.upper for i in intervals]))


def test_wilson(law: Law) -> None:
    """At single shares, and at its level on average over shares."""
    rng, runs = np.random.default_rng(1), 4000
    for n, p in ((50, 0.1), (50, 0.3), (200, 0.02), (1000, 0.93), (1000, 0.004)):
        counts, times = np.unique(rng.binomial(n, p, runs), return_counts=True)
        inside = [w.lower <= p <= w.upper for w in (wilson(x, n) for x in counts.tolist())]
        law(
            "wilson",
            f"n={n} p={p}",
            "coverage",
            float(times @ inside) / runs,
            runs=runs,
            at_least=0.93,
        )
    for n in (20, 100):
        p = rng.random(20_000)
        limits = np.array([(w.lower, w.upper) for w in (wilson(x, n) for x in range(n + 1))])
        low, high = limits[rng.binomial(n, p)].T
        law(
            "wilson",
            f"n={n} any p",
            "coverage",
            float(np.mean((low <= p) & (p <= high))),
            runs=20_000,
            exactly=0.95,
        )


def test_difference_of_proportions(law: Law) -> None:
    """Equal shares and unequal ones, small and large windows."""
    rng, runs = np.random.default_rng(2), 1500
    for n, m, p, q in ((100, 50, 0.1, 0.1), (400, 200, 0.05, 0.15), (2000, 100, 0.93, 0.9)):
        pairs = zip(
            rng.binomial(n, p, runs).tolist(), rng.binomial(m, q, runs).tolist(), strict=True
        )
        found = (difference_of_proportions(x, n, y, m) for x, y in pairs)
        law(
            "difference_of_proportions",
            f"n={n} m={m} p={p} q={q}",
            "coverage",
            share_inside(found, q - p),
            runs=runs,
            at_least=0.93,
        )


def classes(rng: np.random.Generator, m: int, n: int, area: float) -> tuple[Any, Any]:
    """Return labels and normal scores of two classes with that area."""
    label = np.repeat([1.0, 0.0], [m, n])
    return label, rng.normal(size=m + n) + shift_of(area) * label


def shift_of(area: float) -> float:
    """Return how far apart two normal classes lie for that area."""
    low, high = 0.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if ndtr(middle / np.sqrt(2)) < area else (low, middle)
    return low


def test_auc_where_delong_fails(law: Law) -> None:
    """Newcombe's method 5 from ten of a class on; DeLong's reach falls short at .95 there."""
    rng, runs = np.random.default_rng(3), 700
    fails = {10: 0.86, 20: 0.9, 50: 0.93}
    for positives, area in ((10, 0.95), (20, 0.95), (50, 0.95), (50, 0.75), (200, 0.85)):
        plain = [delong(*classes(rng, positives, 300, area)) for _ in range(runs)]
        ours = (auc(d.value, positives, 300) for d in plain)
        setting = f"{positives} positives of {positives + 300}, area {area}"
        law("auc", setting, "coverage", share_inside(ours, area), runs=runs, at_least=0.93)
        wald = share_inside(plain, area)
        if area == 0.95:
            law(
                "delong",
                setting,
                "coverage",
                wald,
                runs=runs,
                at_most=fails[positives],
                stated=f"falls short: at most {fails[positives]}",
            )
        else:
            law("delong", setting, "coverage", wald, runs=runs, at_least=0.93)


def test_delong_difference(law: Law) -> None:
    """Two scores of the same rows, one of them noisier."""
    rng, runs = np.random.default_rng(4), 700
    noisy = float(ndtr(1.2 / np.sqrt(2 * 1.5)))
    truth = float(ndtr(1.2 / np.sqrt(2))) - noisy
    label = np.repeat([1.0, 0.0], [80, 200])
    found = []
    for _ in range(runs):
        score = rng.normal(size=280) + 1.2 * label
        found.append(delong_difference(label, score, score + np.sqrt(0.5) * rng.normal(size=280)))
    law(
        "delong_difference",
        "80 of 280",
        "coverage",
        share_inside(found, truth),
        runs=runs,
        at_least=0.93,
    )


def test_means(law: Law) -> None:
    """Student's is exact for normal values; for losses the other one, where Student falls short."""
    rng, runs = np.random.default_rng(5), 2000
    for n in (5, 50):
        x = rng.normal(3.0, 2.0, (runs, n))
        found = (
            mean(n, a, b) for a, b in zip(x.sum(axis=1), np.square(x).sum(axis=1), strict=True)
        )
        law("mean", f"normal n={n}", "coverage", share_inside(found, 3.0), runs=runs, exactly=0.95)
    for n in (50, 500):
        x = rng.exponential(1.0, (runs, n))
        sums = list(zip(x.sum(axis=1), np.square(x).sum(axis=1), strict=True))
        law(
            "positive_mean",
            f"exponential n={n}",
            "coverage",
            share_inside((positive_mean(n, a, b) for a, b in sums), 1.0),
            runs=runs,
            at_least=0.93,
        )


def test_ratios(law: Law) -> None:
    """Precision as a ratio of sums, and a ratio of two skewed columns."""
    rng, runs = np.random.default_rng(6), 1500
    found = []
    for _ in range(runs):
        b = rng.gamma(2.0, 1.0, 200)
        a = 3.0 * b + rng.normal(0.0, 2.0, 200)
        found.append(ratio(200, [a.sum(), b.sum()], [[a @ a, a @ b], [a @ b, b @ b]]))
    law("ratio", "n=200", "coverage", share_inside(found, 3.0), runs=runs, at_least=0.93)


def days(rng: np.random.Generator, count: int) -> tuple[Any, Any, Any]:
    """Return the rows of each day, and the day and value of each row; days differ."""
    sizes = rng.integers(20, 60, count)
    day = np.repeat(np.arange(count), sizes)
    return sizes, day, 3.0 + rng.normal(size=count)[day] + rng.normal(size=day.size)


def test_clusters(law: Law) -> None:
    """Thirty days that differ: covered by day, missed by row, and the design effect is told."""
    rng, runs = np.random.default_rng(7), 800
    by_day, by_row, ratios, effects = [], [], [], []
    for _ in range(runs):
        sizes, day, x = days(rng, 30)
        squares = float(np.sum(x**2))
        totals = np.bincount(day, x)
        found = clustered_mean(sizes, totals, squares)
        by_day.append(found)
        effects.append(found.design_effect)
        by_row.append(mean(x.size, float(x.sum()), squares))
        sums = np.column_stack([totals, 2.0 * sizes])
        products = [[squares, 2 * x.sum()], [2 * x.sum(), 4.0 * x.size]]
        ratios.append(clustered_ratio(sizes, sums, products))
    law(
        "clustered_mean", "30 days", "coverage", share_inside(by_day, 3.0), runs=runs, at_least=0.93
    )
    law(
        "clustered_ratio",
        "30 days",
        "coverage",
        share_inside(ratios, 1.5),
        runs=runs,
        at_least=0.93,
    )
    law(
        "mean",
        "30 days, by row",
        "coverage",
        share_inside(by_row, 3.0),
        runs=runs,
        at_most=0.5,
        stated="fails: at most .5",
    )
    # 1 + (rows a day - 1) / 2, as half of the variance is the day's.
    law(
        "clustered_mean",
        "30 days",
        "design effect",
        float(np.mean(effects)),
        runs=runs,
        between=(18.0, 22.5),
        stated="about 20.5",
    )


def test_bootstrap(law: Law) -> None:
    """Of a skewed mean, of the same with days, and by percentiles."""
    rng, runs = np.random.default_rng(8), 200
    skewed = [rng.exponential(size=100) for _ in range(runs)]
    for method in ("bca", "percentile"):
        found = (bootstrap(x, method=method, seed=i) for i, x in enumerate(skewed))
        law(
            "bootstrap",
            f"exponential n=100, {method}",
            "coverage",
            share_inside(found, 1.0),
            runs=runs,
            at_least=0.93,
        )
    by_day = []
    for seed in range(runs):
        _, day, x = days(rng, 40)
        by_day.append(bootstrap(x, cluster=day, seed=seed, runs=300))
    law("bootstrap", "40 days", "coverage", share_inside(by_day, 3.0), runs=runs, at_least=0.93)
