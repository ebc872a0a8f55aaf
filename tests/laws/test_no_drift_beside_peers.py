"""Without drift our answers keep their level where fixed cuts do not; with drift they see more.

Beside them stand the default rules of Evidently 0.7.23, whose shares of false alarms were counted
when it ran: numbers in bins by Sturges' rule, empty bins filled with .0001, a cut at .1.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon
from scipy.stats import chisquare, wasserstein_distance

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.two_sample import anderson_darling, chi2, ks, psi_verdict

REFERENCE, ALPHA, CUT, RUNS = 5000, 0.05, 0.1, 120
TENTHS = np.arange(1, 10) / 10


def filled(values: np.ndarray) -> np.ndarray:
    """Return the shares of counts as Evidently fills them."""
    shares = values / values.sum()
    return np.where(shares == 0, 1e-4, shares)


def numeric_peers(x: np.ndarray, y: np.ndarray) -> dict[str, bool]:
    """Return which default rules call two samples different."""
    edges = np.histogram_bin_edges(np.concatenate((x, y)), bins="sturges")
    q, p = (filled(np.histogram(side, edges)[0]) for side in (x, y))
    return {
        "Wasserstein / s.d. >= .1": bool(wasserstein_distance(x, y) / x.std() >= CUT),
        "PSI >= .1": bool(np.sum((q - p) * np.log(q / p)) >= CUT),
        "Jensen-Shannon >= .1": bool(jensenshannon(q, p) >= CUT),
    }


def ours_numeric(x: np.ndarray, y: np.ndarray) -> dict[str, bool]:
    """Return what our tests of no drift say at .05, and what the tolerant verdict says."""
    edges = np.quantile(x, TENTHS)
    counts = [np.bincount(np.searchsorted(edges, side), minlength=10) for side in (x, y)]
    return {
        "anderson_darling": anderson_darling(x, y).p_value <= ALPHA,
        "ks": ks(x, y).p_value <= ALPHA,
        "psi_verdict": verdict(*counts) in ("warning", "critical"),
    }


def verdict(reference: np.ndarray, current: np.ndarray) -> str:
    """Return the verdict, or that there is none."""
    try:
        return psi_verdict(reference, current)
    except NotEnoughData:
        return "unknown"


def numeric_runs(n: int) -> int:
    """Return how often normal values are drawn: large windows take long and vary less."""
    return {50: 400, 100: 400, 200: 400, REFERENCE: 60}.get(n, RUNS)


@cache
def numeric(n: int, shift: float, spread: float) -> dict[str, float]:
    """Return the share of calls of every rule on normal values."""
    rng = np.random.default_rng([n, int(100 * shift), int(100 * spread)])
    runs = numeric_runs(n)
    calls = []
    for _ in range(runs):
        x, y = rng.normal(size=REFERENCE), shift + spread * rng.normal(size=n)
        calls.append({**numeric_peers(x, y), **ours_numeric(x, y)})
    return {rule: float(np.mean([call[rule] for call in calls])) for rule in calls[0]}


@cache
def categories(n: int, levels: int, slope: float) -> dict[str, float]:
    """Return the share of calls of every rule on tilted categories."""
    rng = np.random.default_rng([n, levels, int(100 * slope)])
    q = np.full(levels, 1 / levels)
    p = q * np.exp(slope * np.linspace(-1, 1, levels))
    calls = []
    for x, y in zip(
        rng.multinomial(REFERENCE, q, RUNS), rng.multinomial(n, p / p.sum(), RUNS), strict=True
    ):
        calls.append(
            {
                "Jensen-Shannon >= .1": bool(jensenshannon(filled(x), filled(y)) >= CUT),
                "chi2": chi2(x, y, draws=199).p_value <= ALPHA,
                "psi_verdict": verdict(x, y) in ("warning", "critical"),
            }
        )
    return {rule: float(np.mean([call[rule] for call in calls])) for rule in calls[0]}


def near(share: float, runs: int) -> tuple[float, float]:
    """Return the band of a share that was itself counted in 200 runs."""
    reach = 2.8 * np.sqrt(max(share * (1 - share), 0.005) * (1 / 200 + 1 / runs)) + 0.01
    return share - reach, share + reach


COUNTED = {
    "Wasserstein / s.d. >= .1": (0.96, 0.71, 0.36, 0.055, 0.01, 0.0),
    "PSI >= .1": (0.99, 0.79, 0.21, 0.005, 0.0, None),
    "Jensen-Shannon >= .1": (0.995, 0.83, 0.29, 0.0, 0.0, 0.0),
}
SIZES = (50, 100, 200, 500, 1000, 5000)


@pytest.mark.parametrize("n", SIZES)
def test_numbers_without_drift(law: Callable[..., None], n: int) -> None:
    """Fixed cuts call nearly every window of 50 rows different; ours one in twenty at most."""
    shares, runs = numeric(n, 0.0, 1.0), numeric_runs(n)
    for rule, counted in COUNTED.items():
        expected = counted[SIZES.index(n)]
        if expected is not None:
            law(
                rule,
                f"normal n={n}",
                "false alarms",
                shares[rule],
                runs=runs,
                between=near(expected, runs),
                stated=f"{expected:g} when run",
            )
    for rule, level in (("anderson_darling", ALPHA), ("ks", ALPHA), ("psi_verdict", 0.01)):
        law(rule, f"normal n={n}", "false alarms", shares[rule], runs=runs, at_most=level)


CATEGORIES = {
    4: (0.27, 0.05, 0.0, 0.0, 0.0, 0.0),
    20: (1.0, 0.99, 0.73, 0.01, 0.0, 0.0),
    100: (1.0, 1.0, 1.0, 1.0, 1.0, 0.0),
}


@pytest.mark.parametrize("levels", CATEGORIES)
def test_categories_without_drift(law: Callable[..., None], levels: int) -> None:
    """The more levels, the more false alarms of a fixed cut; ours do not depend on them."""
    for n, expected in zip(SIZES, CATEGORIES[levels], strict=True):
        shares, setting = categories(n, levels, 0.0), f"{levels} levels n={n}"
        law(
            "Jensen-Shannon >= .1",
            setting,
            "false alarms",
            shares["Jensen-Shannon >= .1"],
            runs=RUNS,
            between=near(expected, RUNS),
            stated=f"{expected:g} when run",
        )
        law("chi2", setting, "false alarms", shares["chi2"], runs=RUNS, at_most=ALPHA)
        law("psi_verdict", setting, "false alarms", shares["psi_verdict"], runs=RUNS, at_most=0.01)


@pytest.mark.parametrize(
    ("levels", "rows", "expected"),
    [(3, 1000, 0.20), (6, 1000, 0.36), (10, 1000, 0.51), (10, 200, 0.96)],
)
def test_chi_square_of_one_sample(
    law: Callable[..., None], levels: int, rows: int, expected: float
) -> None:
    """With the reference taken as the truth, .05 means .2 to .96."""
    rng = np.random.default_rng([levels, rows])
    q, runs = np.full(levels, 1 / levels), 200
    pairs = list(zip(rng.multinomial(rows, q, runs), rng.multinomial(1000, q, runs), strict=True))
    theirs = np.mean([chisquare(y, x * (1000 / rows)).pvalue <= ALPHA for x, y in pairs])
    ours = np.mean([chi2(x, y).p_value <= ALPHA for x, y in pairs])
    setting = f"n={rows} m=1000 bins={levels}"
    law(
        "chi-square of one sample",
        setting,
        "size",
        theirs,
        runs=runs,
        between=near(expected, runs),
        stated=f"{expected:g} when run",
    )
    law("chi2", f"{setting}, equal shares", "size", ours, runs=runs, at_most=ALPHA)


def at_least_theirs(
    law: Callable[..., None], rule: str, setting: str, ours: float, theirs: float, runs: int
) -> None:
    """Keep a row of ours against the best rule that holds its level there."""
    # The difference of two shares counted on the same draws.
    reach = 2.8 * np.sqrt(max(theirs * (1 - theirs), 0.002) / runs)
    law(
        rule,
        setting,
        "power",
        ours,
        runs=runs,
        between=(theirs - reach, 1.0),
        stated=f"at least theirs, {theirs:.2f}",
    )


@pytest.mark.parametrize("n", [1000, 5000])
@pytest.mark.parametrize(
    ("shift", "spread"), [(0.1, 1.0), (0.2, 1.0), (0.5, 1.0), (0.0, 1.1), (0.0, 1.2)]
)
def test_power_where_cuts_on_numbers_hold_their_level(
    law: Callable[..., None], n: int, shift: float, spread: float
) -> None:
    """Anderson-Darling at .05 sees at least what the best of their rules sees."""
    shares = numeric(n, shift, spread)
    theirs = max(shares[rule] for rule in COUNTED)
    runs = numeric_runs(n)
    setting = f"normal n={n} shift={shift:g} spread={spread:g}"
    at_least_theirs(law, "anderson_darling", setting, shares["anderson_darling"], theirs, runs)


@pytest.mark.parametrize(("levels", "n"), [(4, 200), (4, 1000), (20, 500), (20, 1000), (100, 5000)])
@pytest.mark.parametrize("slope", [0.15, 0.3, 0.6])
def test_power_where_cuts_on_categories_hold_their_level(
    law: Callable[..., None], levels: int, n: int, slope: float
) -> None:
    """Chi-square at .05, at stability indices of about .01, .03 and .1."""
    shares = categories(n, levels, slope)
    theirs = shares["Jensen-Shannon >= .1"]
    at_least_theirs(
        law, "chi2", f"{levels} levels n={n} tilt={slope}", shares["chi2"], theirs, RUNS
    )


def test_what_is_tolerated_is_not_seen(law: Callable[..., None]) -> None:
    """The price of a tolerance of .1: no shift of .2 s.d., which is an index of .04."""
    shares = numeric(1000, 0.2, 1.0)
    law(
        "psi_verdict",
        "normal n=1000 shift=.2",
        "warnings",
        shares["psi_verdict"],
        runs=RUNS,
        at_most=0.01,
        stated="at most .01: it is tolerated",
    )
    law(
        "ks",
        "normal n=1000 spread=1.2",
        "power",
        numeric(1000, 0.0, 1.2)["ks"],
        runs=RUNS,
        between=(0.7, 1.0),
        stated="below the 1.00 of Wasserstein / s.d.: not for spread",
    )
