"""Procedures for many tests hold their false discovery rate, and have the power they state."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import norm

from watchkeeper.stats.multiplicity import (
    LORD,
    SAFFRON,
    EValues,
    benjamini_hochberg,
    benjamini_yekutieli,
    budget,
    e_bh,
    hierarchical_bh,
)
from watchkeeper.stats.multiplicity.online import OnlineProcedure
from watchkeeper.stats.sequential import ESR, risk

Keep = Callable[..., None]
MODELS, FEATURES, RUNS = 50, 200, 120


def a_day(rng: np.random.Generator, correlation: float, drifted: np.ndarray) -> np.ndarray:
    """Return two-sided p-values of a day, features correlated within their model."""
    shared = rng.normal(size=(MODELS, 1))
    z = math.sqrt(1 - correlation) * rng.normal(size=(MODELS, FEATURES))
    z += math.sqrt(correlation) * shared
    return np.asarray(2 * norm.sf(np.abs(z + 4.0 * drifted)))


def discoveries(rejected: np.ndarray, true: np.ndarray) -> tuple[float, float]:
    """Return the false share of what is rejected, and the share of the true that is."""
    found = int(rejected.sum())
    return float((rejected & ~true).sum()) / max(1, found), float((rejected & true).sum()) / max(
        1, int(true.sum())
    )


def near(stated: float, values: list[float], theirs: int) -> tuple[float, float]:
    """Return a band around a mean found elsewhere in *theirs* runs."""
    spread = float(np.std(values))
    reach = 2.8 * spread * math.sqrt(1 / len(values) + 1 / theirs)
    return stated - reach, stated + reach


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_ten_thousand_tests_a_day(law: Keep, correlation: float) -> None:
    """20 of 10,000 drifted at z = 4: the false discovery rate holds, the power is .48."""
    rng = np.random.default_rng(1)
    bh, by = [], []
    uncorrected = 0.0
    for _ in range(RUNS):
        drifted = np.zeros(MODELS * FEATURES, dtype=bool)
        drifted[rng.choice(drifted.size, 20, replace=False)] = True
        p = a_day(rng, correlation, drifted.reshape(MODELS, FEATURES)).ravel()
        bh.append(discoveries(benjamini_hochberg(p, q=0.05).rejected, drifted))
        by.append(discoveries(benjamini_yekutieli(p, q=0.05).rejected, drifted))
        uncorrected += float((p < 0.05)[~drifted].sum()) / RUNS
    setting = f"10000 tests, 20 at z=4, correlation {correlation}"
    for name, found in (("benjamini_hochberg", bh), ("benjamini_yekutieli", by)):
        rate = float(np.mean([false for false, _ in found]))
        law(name, setting, "false discovery rate", rate, runs=RUNS, at_most=0.05)
    power = [true for _, true in bh]
    stated = {0.0: 0.46, 0.5: 0.50}[correlation]
    law(
        "benjamini_hochberg",
        setting,
        "power",
        float(np.mean(power)),
        runs=RUNS,
        between=near(stated, power, 40),
        stated=f"{stated}",
    )
    law(
        "uncorrected p < .05",
        setting,
        "false a day",
        uncorrected,
        runs=RUNS,
        between=(450, 550),
        stated="500",
    )


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_a_clean_day(law: Keep, correlation: float) -> None:
    """Any finding at all on a day without drift: q at most, for tests and for families."""
    rng = np.random.default_rng(2)
    none = np.zeros((MODELS, FEATURES))
    hits = {"benjamini_hochberg": 0, "benjamini_yekutieli": 0, "hierarchical_bh": 0}
    for _ in range(RUNS):
        p = a_day(rng, correlation, none)
        hits["benjamini_hochberg"] += bool(benjamini_hochberg(p.ravel(), q=0.05).rejected.any())
        hits["benjamini_yekutieli"] += bool(benjamini_yekutieli(p.ravel(), q=0.05).rejected.any())
        hits["hierarchical_bh"] += bool(hierarchical_bh(list(p), q=0.05).selected.any())
    for name, count in hits.items():
        law(
            name,
            f"clean day, 10000 tests, correlation {correlation}",
            "any finding",
            count / RUNS,
            runs=RUNS,
            at_most=0.05,
        )


def test_families(law: Keep) -> None:
    """5 of 50 models with 10 features at z = 4: families, and the mean inside, hold at q."""
    rng = np.random.default_rng(3)
    over, inside, power = [], [], []
    for _ in range(300):
        true = np.zeros((MODELS, 40), dtype=bool)
        true[:5, :10] = True
        p = 2 * norm.sf(np.abs(rng.normal(size=true.shape) + 4.0 * true))
        found = hierarchical_bh(list(p), q=0.05)
        over.append(discoveries(found.selected, true.any(axis=1))[0])
        rates = [discoveries(mask, t)[0] for mask, t in zip(found.rejected, true, strict=True)]
        inside.append(sum(rates) / max(1, int(found.selected.sum())))
        power.append(discoveries(np.concatenate(found.rejected), true.ravel())[1])
    setting = "50 models x 40, 5 with 10 at z=4"
    for what, values in (("false families", over), ("mean false share inside", inside)):
        law("hierarchical_bh", setting, what, float(np.mean(values)), runs=300, at_most=0.05)
    law("hierarchical_bh", setting, "power", float(np.mean(power)), runs=300, at_least=0.8)


def test_a_budget_of_families(law: Keep) -> None:
    """50 models daily, one false family a week: Benjamini-Hochberg per model has just that."""
    rng = np.random.default_rng(4)
    q = budget(false_families_per_week=1, families_per_week=MODELS * 7)
    families = 40_000
    false = sum(bool(benjamini_hochberg(p, q=q).rejected.any()) for p in rng.random((families, 20)))
    law(
        "budget",
        "50 models daily, 1 a week",
        "false families a family",
        false / families,
        runs=families,
        exactly=q,
    )


def test_e_values_of_dependent_streams(law: Keep) -> None:
    """The same noise under 40 nulls, 10 more that are false: the rate holds, most are found."""
    rng = np.random.default_rng(5)
    rates, power = [], []
    true = np.arange(50) >= 40
    for _ in range(60):
        noise = rng.random(300)
        streams = [
            (np.where(rng.random(300) < 0.5, noise, rng.random(300)) < 0.1 + 0.2 * drifted)
            for drifted in true
        ]
        e = [risk(stream.astype(float), tolerated=0.1).value for stream in streams]
        found = discoveries(e_bh(EValues(e), q=0.05).rejected, true)
        rates.append(found[0])
        power.append(found[1])
    setting = "50 dependent streams, 10 at .3 for .1"
    law("e_bh", setting, "false discovery rate", float(np.mean(rates)), runs=60, at_most=0.05)
    law("e_bh", setting, "power", float(np.mean(power)), runs=60, at_least=0.9)


def test_why_alarms_are_refused(law: Keep) -> None:
    """The statistic of e-SR, taken as an e-value at .05, rejects more the longer it runs."""
    rng = np.random.default_rng(6)
    # Shares to be seen, not to be held: the reason for the refusal. (methods.md d has .38 and .96,
    # by a threshold that it does not name.)
    for rows, at_least in ((100, 0.5), (500, 0.75)):
        over = 0
        for stream in (rng.random((300, rows)) < 0.1).astype(float):
            detector = ESR(tolerated=0.1, threshold=1e9)
            detector.update(stream)
            over += detector.value >= 1 / 0.05
        law(
            "esr as an e-value (refused)",
            f"p=.1 t={rows}",
            "false rejections",
            over / 300,
            runs=300,
            at_least=at_least,
            stated="far above .05",
        )


@pytest.mark.parametrize("procedure", [LORD, SAFFRON])
@pytest.mark.parametrize("share", [0.02, 0.1])
def test_online(law: Keep, procedure: type[OnlineProcedure], share: float) -> None:
    """2,000 tests one by one, z = 3.5: the rate holds; rate and power as online-fdr's."""
    rng = np.random.default_rng(7)
    found = []
    for _ in range(40):
        true = rng.random(2000) < share
        p = 2 * norm.sf(np.abs(rng.normal(size=2000) + 3.5 * true))
        found.append(discoveries(procedure(q=0.05).update(p), true))
    name = {"LORD": "lord++", "SAFFRON": "saffron"}[procedure.__name__]
    stated = {
        ("lord++", 0.02): 0.27,
        ("saffron", 0.02): 0.23,
        ("lord++", 0.1): 0.53,
        ("saffron", 0.1): 0.64,
    }[name, share]
    rates, power = zip(*found, strict=True)
    setting = f"2000 tests, {share} at z=3.5"
    law(name, setting, "false discovery rate", float(np.mean(rates)), runs=40, at_most=0.05)
    law(
        name,
        setting,
        "power",
        float(np.mean(power)),
        runs=40,
        between=near(stated, list(power), 40),
        stated=f"{stated}",
    )
