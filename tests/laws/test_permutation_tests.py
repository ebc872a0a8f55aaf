"""Permutation tests hold their size and find what they are for, all with the default seed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.stats import cramervonmises_2samp, ks_2samp

from watchkeeper.stats.two_sample.energy import energy
from watchkeeper.stats.two_sample.mmd import mmd
from watchkeeper.stats.two_sample.result import TestResult

Test = Callable[..., TestResult]
LAW = Callable[..., None]
ALPHA = 0.05


def rejected(
    test: Test, n: int, m: int, runs: int, draw: Callable[[np.random.Generator, int], np.ndarray]
) -> float:
    """Return the share of *runs* in which *test* finds normal values unlike those of *draw*."""
    rng = np.random.default_rng([n, m, runs])
    hits = 0
    for _ in range(runs):
        found = test(rng.normal(size=n), draw(rng, m), permutations=99)
        hits += found.p_value <= ALPHA
    return hits / runs


def normal(shift: float = 0.0, scale: float = 1.0) -> Callable[..., np.ndarray]:
    """Return a function that draws rows of a normal law."""
    return lambda rng, m: rng.normal(shift, scale, size=m)


def test_sizes(law: LAW) -> None:
    """Exactly alpha at any number of rows: values without ties, alpha times 100 whole."""
    for name, test, runs in (("energy", energy, 1500), ("mmd", mmd, 500)):
        for n, m in ((50, 50), (50, 200), (200, 50), (200, 200)):
            share = rejected(test, n, m, runs, normal())
            law(f"{name} test", f"n={n} m={m}", "size at .05", share, runs=runs, exactly=ALPHA)


def test_sizes_with_ties_and_tails(law: LAW) -> None:
    """At most alpha where rows are alike; exactly alpha with tails that have no mean."""
    runs = 1000
    hits = np.zeros((2, 2))
    rng = np.random.default_rng(3)
    for _ in range(runs):
        ties = rng.poisson(0.5, size=40), rng.poisson(0.5, size=60)
        tails = rng.standard_cauchy(size=40), rng.standard_cauchy(size=60)
        for row, sides in enumerate((ties, tails)):
            for column, test in enumerate((energy, mmd)):
                hits[row, column] += test(*sides, permutations=99).p_value <= ALPHA
    for column, name in enumerate(("energy test", "mmd test")):
        of_ties, of_tails = hits[:, column] / runs
        law(name, "n=40 m=60 Poisson(.5)", "size at .05", of_ties, runs=runs, at_most=ALPHA)
        law(name, "n=40 m=60 Cauchy", "size at .05", of_tails, runs=runs, exactly=ALPHA)


def test_sizes_with_several_columns(law: LAW) -> None:
    """Exactly alpha with three columns that depend on each other."""
    mix = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, 0.5], [0.0, 0.0, 1.0]])
    for name, test, runs in (("energy", energy, 400), ("mmd", mmd, 400)):
        rng = np.random.default_rng(4)
        hits = 0
        for _ in range(runs):
            x, y = rng.normal(size=(60, 3)) @ mix, rng.normal(size=(30, 3)) @ mix
            hits += test(x, y, permutations=99).p_value <= ALPHA
        share = hits / runs
        law(f"{name} test", "n=60 m=30, 3 columns", "size at .05", share, runs=runs, exactly=ALPHA)


def test_power_of_the_energy_test(law: LAW) -> None:
    """Within 8 points of Cramer-von Mises (SciPy) on the same rows, at shifts of the mean."""
    runs = 400
    for shift in (0.1, 0.2, 0.5):
        rng = np.random.default_rng(int(shift * 10))
        ours = theirs = 0
        for _ in range(runs):
            x, y = rng.normal(size=200), rng.normal(shift, 1.0, size=200)
            ours += energy(x, y, permutations=99).p_value <= ALPHA
            theirs += cramervonmises_2samp(x, y, method="asymptotic").pvalue <= ALPHA
        law(
            "energy test",
            f"n=200 m=200, {shift} s.d.",
            "power at .05",
            ours / runs,
            runs=runs,
            at_least=max(0.0, theirs / runs - 0.08),
        )


def test_power_of_mmd(law: LAW) -> None:
    """A spread of 1.5 instead of 1, round the same mean: more is found than by KS (SciPy)."""
    runs = 300
    rng = np.random.default_rng(5)
    ours = theirs = 0
    for _ in range(runs):
        x, y = rng.normal(size=100), rng.normal(0.0, 1.5, size=100)
        ours += mmd(x, y, permutations=99).p_value <= ALPHA
        theirs += ks_2samp(x, y, method="asymp").pvalue <= ALPHA
    share = theirs / runs
    law("mmd test", "n=m=100, s.d. 1.5", "power at .05", ours / runs, runs=runs, at_least=share)
