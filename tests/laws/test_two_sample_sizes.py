"""Tests of two samples keep their level without drift, at the tolerance, and with ties."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.two_sample import (
    TESTS,
    TestResult,
    TwoSampleTest,
    chi2,
    fisher,
    g,
    ks,
    ks_binned,
    mann_whitney,
    psi_test,
    welch,
    z_proportions,
)

ROWS = (50, 200, 1000, 5000)
PAIRS = tuple(product(ROWS, ROWS))
ALPHA = 0.05

Draw = Callable[[int], np.ndarray]
Sides = Iterator[tuple[np.ndarray, np.ndarray]]


def share_called(
    call: Callable[..., TestResult], sides: Sides, *, alpha: float = ALPHA, **options: float
) -> float:
    """Return the share of pairs with a p-value of *alpha* or less; unknown is not called."""
    called = total = 0
    for pair in sides:
        total += 1
        try:
            called += call(*pair, **options).p_value <= alpha
        except NotEnoughData:
            continue
    return called / total


def counted(
    rng: np.random.Generator, n: int, m: int, q: np.ndarray, p: np.ndarray, runs: int
) -> Sides:
    """Yield pairs of multinomial counts."""
    return zip(rng.multinomial(n, q, runs), rng.multinomial(m, p, runs), strict=True)


ON_COUNTS = [t for t in TESTS if t.on == "counts" and t.bins is None]


@pytest.mark.parametrize("test", ON_COUNTS, ids=lambda t: t.name)
def test_size_on_counts(law: Callable[..., None], test: TwoSampleTest) -> None:
    """At every number of rows and bins, with *tolerated* 0 and shares of any size."""
    runs = 500
    for bins in (3, 10, 30):
        for n, m in PAIRS:
            rng = np.random.default_rng([n, m, bins])
            q = rng.dirichlet(np.full(bins, 5.0))
            options = {"draws": 199} if test.name in ("chi2", "g") else {}
            size = share_called(
                test.call, counted(rng, n, m, q, q, runs), tolerated=0.0, **options
            )
            law(test.name, f"n={n} m={m} bins={bins}", "size", size, runs=runs, at_most=ALPHA)


@pytest.mark.parametrize("test", [t for t in TESTS if t.bins == 2], ids=lambda t: t.name)
def test_size_on_shares(law: Callable[..., None], test: TwoSampleTest) -> None:
    """At every number of rows; the normal law where each of the four expects 5 rows."""
    runs = 2000
    for p in (0.02, 0.1, 0.5):
        for n, m in PAIRS:
            if test.name == "z_proportions" and min(n, m) * p < 5:
                continue
            rng = np.random.default_rng([n, m, int(100 * p)])
            q = np.array([p, 1 - p])
            size = share_called(test.call, counted(rng, n, m, q, q, runs))
            law(test.name, f"n={n} m={m} share={p}", "size", size, runs=runs, at_most=ALPHA)


ON_VALUES = [t for t in TESTS if t.on == "values" and not t.least_p]


@pytest.mark.parametrize("test", ON_VALUES, ids=lambda t: t.name)
def test_size_on_values(law: Callable[..., None], test: TwoSampleTest) -> None:
    """At every number of rows, normal values."""
    for n, m in PAIRS:
        runs = 500 if max(n, m) < 5000 else 250
        rng = np.random.default_rng([n, m])
        sides = ((rng.normal(size=n), rng.normal(size=m)) for _ in range(runs))
        size = share_called(test.call, sides)
        law(test.name, f"n={n} m={m}", "size", size, runs=runs, at_most=ALPHA)


SHAPES: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "exponential": lambda rng, n: rng.exponential(size=n),
    "Cauchy": lambda rng, n: rng.standard_cauchy(n),
    "counts": lambda rng, n: rng.poisson(3, n).astype(float),
    "shares of 2 %": lambda rng, n: (rng.random(n) < 0.02).astype(float),
    "half zeros": lambda rng, n: np.where(rng.random(n) < 0.5, 0.0, rng.normal(size=n)),
}


@pytest.mark.parametrize("test", ON_VALUES, ids=lambda t: t.name)
def test_size_on_other_shapes(law: Callable[..., None], test: TwoSampleTest) -> None:
    """Skewed, without a mean, tied: the level holds, or there is no answer."""
    for (name, draw), (n, m) in product(SHAPES.items(), ((50, 50), (1000, 50), (50, 400))):
        runs = 300
        rng = np.random.default_rng([n, m])
        sides = ((draw(rng, n), draw(rng, m)) for _ in range(runs))
        size = share_called(test.call, sides)
        law(test.name, f"n={n} m={m} {name}", "size", size, runs=runs, at_most=ALPHA)
