"""Where the true difference is just tolerated, tests of two samples keep their level."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import norm

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.two_sample import (
    TestResult,
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

ROWS = ((5000, 200), (1000, 1000))


def p_values(
    call: Callable[..., TestResult], sides: tuple[np.ndarray, np.ndarray], *, tolerated: float
) -> np.ndarray:
    """Return the p-value of each pair of rows of both sides; 1 where there is no answer."""
    found = np.ones(len(sides[0]))
    for i, pair in enumerate(zip(*sides, strict=True)):
        with contextlib.suppress(NotEnoughData):
            found[i] = call(*pair, tolerated=tolerated).p_value
    return found


def tilted(bins: int, far: Callable[[np.ndarray, np.ndarray], float], target: float) -> np.ndarray:
    """Return shares tilted away from unequal ones until *far* of both is *target*."""
    q, place = unequal(bins), np.linspace(-1, 1, bins)
    low, high = 0.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        p = q * np.exp(middle * place)
        p /= p.sum()
        low, high = (low, middle) if far(q, p) > target else (middle, high)
    return p


def unequal(bins: int) -> np.ndarray:
    """Return shares of which the largest is several times the smallest."""
    q = np.linspace(1, 4, bins)
    return q / q.sum()


def effect(part: float) -> Callable[[np.ndarray, np.ndarray], float]:
    """Return Cohen's w where the reference has so large a part of all rows."""
    return lambda q, p: float(np.sqrt(np.sum((p - q) ** 2 / (part * q + (1 - part) * p))))


def likelihood_effect(part: float) -> Callable[[np.ndarray, np.ndarray], float]:
    """Return the same by the likelihood ratio."""

    def far(q: np.ndarray, p: np.ndarray) -> float:
        both = part * q + (1 - part) * p
        kl = part * np.sum(q * np.log(q / both)) + (1 - part) * np.sum(p * np.log(p / both))
        return float(np.sqrt(2 * kl / (part * (1 - part))))

    return far


def index(_: float) -> Callable[[np.ndarray, np.ndarray], float]:
    """Return the population stability index; the parts do not matter."""
    return lambda q, p: float(np.sum((p - q) * np.log(p / q)))


@pytest.mark.parametrize(
    ("call", "far", "tolerated"),
    [
        (chi2, effect, 0.1),
        (chi2, effect, 0.4),
        (g, likelihood_effect, 0.1),
        (g, likelihood_effect, 0.4),
        (psi_test, index, 0.1),
    ],
    ids=lambda v: getattr(v, "__name__", str(v)),
)
def test_counts(
    law: Callable[..., None],
    call: Callable[..., TestResult],
    far: Callable[[float], Callable[[np.ndarray, np.ndarray], float]],
    tolerated: float,
) -> None:
    """At .05 and .01, on 3 to 30 unequal bins."""
    runs = 200
    for bins in (3, 10, 30):
        for n, m in ROWS:
            p = tilted(bins, far(n / (n + m)), tolerated)
            rng = np.random.default_rng([n, m, bins])
            sides = rng.multinomial(n, unequal(bins), runs), rng.multinomial(m, p, runs)
            found = p_values(call, sides, tolerated=tolerated)
            for alpha in (0.05, 0.01):
                law(
                    call.__name__,
                    f"tolerated={tolerated} n={n} m={m} bins={bins} alpha={alpha}",
                    "size at the tolerance",
                    np.mean(found <= alpha),
                    runs=runs,
                    at_most=alpha,
                )


@pytest.mark.parametrize("call", [fisher, z_proportions])
def test_shares(law: Callable[..., None], call: Callable[..., TestResult]) -> None:
    """Five points apart, either way, from rare to even."""
    runs = 60
    for n, m in ((200, 50), (1000, 200)):
        for q, p in ((0.05, 0.1), (0.5, 0.45)):
            rng = np.random.default_rng([n, m, int(100 * q)])
            ref, cur = rng.binomial(n, q, runs), rng.binomial(m, p, runs)
            sides = np.stack([ref, n - ref], 1), np.stack([cur, m - cur], 1)
            size = np.mean(p_values(call, sides, tolerated=0.05) <= 0.05)
            law(
                call.__name__,
                f"tolerated=.05 n={n} m={m} share={q}, {p}",
                "size at the tolerance",
                size,
                runs=runs,
                at_most=0.05,
            )


@pytest.mark.parametrize("spread", [1.0, 2.0])
def test_means(law: Callable[..., None], spread: float) -> None:
    """Two tenths of the reference's s.d. apart, also where current is wider."""
    _values(law, welch, "welch", 0.2, 0.2, spread)


@pytest.mark.parametrize("spread", [1.0, 2.0])
def test_superiority(law: Callable[..., None], spread: float) -> None:
    """A probability of one half plus .1, also where current is wider."""
    shift = float(norm.ppf(0.6)) * np.sqrt(1 + spread**2)
    _values(law, mann_whitney, "mann_whitney", 0.1, shift, spread)


def test_gaps(law: Callable[..., None]) -> None:
    """A gap of .08: the inequality leaves the level far below what is stated."""
    shift = 2 * float(norm.ppf(0.54))
    _values(law, ks, "ks", 0.08, shift, 1.0)


def _values(
    law: Callable[..., None],
    call: Callable[..., TestResult],
    name: str,
    tolerated: float,
    shift: float,
    spread: float,
) -> None:
    runs = 150
    for n, m in ROWS:
        rng = np.random.default_rng([n, m])
        sides = rng.normal(size=(runs, n)), shift + spread * rng.normal(size=(runs, m))
        size = np.mean(p_values(call, sides, tolerated=tolerated) <= 0.05)
        law(
            name,
            f"tolerated={tolerated} n={n} m={m} spread={spread:g}",
            "size at the tolerance",
            size,
            runs=runs,
            at_most=0.05,
        )


def test_binned_gaps(law: Callable[..., None]) -> None:
    """On 32 bins, as on the values."""
    runs, tolerated = 300, 0.08
    edges = norm.ppf(np.arange(1, 32) / 32)
    p = np.diff(np.concatenate(([0.0], norm.cdf(edges - 2 * norm.ppf(0.54)), [1.0])))
    for n, m in ROWS:
        rng = np.random.default_rng([n, m])
        sides = rng.multinomial(n, np.full(32, 1 / 32), runs), rng.multinomial(m, p, runs)
        size = np.mean(p_values(ks_binned, sides, tolerated=tolerated) <= 0.05)
        law(
            "ks_binned",
            f"tolerated={tolerated} n={n} m={m} bins=32",
            "size at the tolerance",
            size,
            runs=runs,
            at_most=0.05,
        )
