"""Tests of two samples keep their level without drift, at any number of rows, also with ties."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from itertools import product

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.two_sample import TESTS, TestResult, TwoSampleTest

ROWS = (50, 200, 1000, 5000)
# Which side is the larger one makes no difference without a tolerance: the contract suite says so.
PAIRS = tuple((n, m) for n, m in product(ROWS, ROWS) if n >= m)
ALPHA = 0.05

ON_COUNTS = [t for t in TESTS if t.on == "counts" and t.bins is None]
ON_SHARES = [t for t in TESTS if t.bins == 2]
# Permutation tests have laws of their own.
ON_VALUES = [t for t in TESTS if t.on == "values" and not t.least_p]

Pairs = Iterable[tuple[np.ndarray, np.ndarray]]

SHAPES: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "exponential": lambda rng, n: rng.exponential(size=n),
    "Cauchy": lambda rng, n: rng.standard_cauchy(n),
    "counts": lambda rng, n: rng.poisson(3, n).astype(float),
    "ones in fifty": lambda rng, n: (rng.random(n) < 0.02).astype(float),
    "half zeros": lambda rng, n: np.where(rng.random(n) < 0.5, 0.0, rng.normal(size=n)),
}


def called(call: Callable[..., TestResult], pairs: Pairs, **options: float) -> float:
    """Return the share of pairs with a p-value of .05 or less; unknown is not called."""
    found: dict[bytes, bool] = {}
    loud = total = 0
    for reference, current in pairs:
        key = reference.tobytes() + current.tobytes()
        if key not in found:
            try:
                found[key] = call(reference, current, **options).p_value <= ALPHA
            except NotEnoughData:
                found[key] = False
        loud, total = loud + found[key], total + 1
    return loud / total


def few_draws(test: TwoSampleTest) -> dict[str, int]:
    """Return the option for fewer random tables, where a test draws any; the law is the same."""
    return {"draws": 199} if "draws" in inspect.signature(test.call).parameters else {}


def counted(rng: np.random.Generator, n: int, m: int, q: np.ndarray, runs: int) -> Pairs:
    """Yield pairs of counts of the same shares."""
    return zip(rng.multinomial(n, q, runs), rng.multinomial(m, q, runs), strict=True)


@pytest.mark.parametrize("test", ON_COUNTS, ids=lambda t: t.name)
def test_size_on_counts(law: Callable[..., None], test: TwoSampleTest) -> None:
    """At every number of rows and bins, nothing tolerated, unequal shares."""
    runs = 200
    options = few_draws(test)
    for bins, (n, m) in product((3, 10, 30), PAIRS):
        rng = np.random.default_rng([n, m, bins])
        pairs = counted(rng, n, m, rng.dirichlet(np.full(bins, 5.0)), runs)
        size = called(test.call, pairs, tolerated=0.0, **options)
        law(test.name, f"n={n} m={m} bins={bins}", "size", size, runs=runs, at_most=ALPHA)


@pytest.mark.parametrize("test", ON_SHARES, ids=lambda t: t.name)
def test_size_on_shares(law: Callable[..., None], test: TwoSampleTest) -> None:
    """At every number of rows; the normal law where each of the four expects 5 rows."""
    runs = 200
    for p, (n, m) in product((0.02, 0.3), ((50, 50), (1000, 50), (5000, 200), (1000, 1000))):
        if test.name == "z_proportions" and m * p < 5:
            continue
        rng = np.random.default_rng([n, m, int(100 * p)])
        size = called(test.call, counted(rng, n, m, np.array([p, 1 - p]), runs))
        law(test.name, f"n={n} m={m} share={p}", "size", size, runs=runs, at_most=ALPHA)


@pytest.mark.parametrize("test", ON_VALUES, ids=lambda t: t.name)
def test_size_on_values(law: Callable[..., None], test: TwoSampleTest) -> None:
    """At every number of rows, normal values."""
    for n, m in PAIRS:
        runs = 60 if n == 5000 else 200 if test.name == "epps_singleton" else 400
        rng = np.random.default_rng([n, m])
        size = called(test.call, ((rng.normal(size=n), rng.normal(size=m)) for _ in range(runs)))
        law(test.name, f"n={n} m={m}", "size", size, runs=runs, at_most=ALPHA)


@pytest.mark.parametrize("test", ON_VALUES, ids=lambda t: t.name)
def test_size_on_other_shapes(law: Callable[..., None], test: TwoSampleTest) -> None:
    """Skewed, without a mean, tied: the level holds, or there is no answer."""
    runs = 100
    for (name, draw), (n, m) in product(SHAPES.items(), ((50, 50), (1000, 50))):
        rng = np.random.default_rng([n, m])
        pairs = ((draw(rng, n), draw(rng, m)) for _ in range(runs))
        size = called(test.call, pairs, **few_draws(test))
        law(test.name, f"n={n} m={m} {name}", "size", size, runs=runs, at_most=ALPHA)
