"""Means of partly labelled rows hold their coverage where the mean of the labelled ones fails."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from scipy.optimize import isotonic_regression
from scipy.special import expit, logit, ndtri

from watchkeeper.stats.estimate import (
    Estimate,
    aipw,
    expected_accuracy,
    greg,
    hajek,
    inclusion,
    lure,
    manski_bounds,
    ppi,
)

RUNS, ROWS, BUDGET = 400, 20_000, 400
# Mean of expit(2 + .8 z) over the normal law of z.
CLUSTERED_TRUTH = float(np.mean(expit(2.0 + 0.8 * ndtri((np.arange(20_000) + 0.5) / 20_000))))


class Scenario(NamedTuple):
    """Confidence of rows as it is, and as the model states it."""

    name: str
    true: np.ndarray
    stated: np.ndarray


def scenarios() -> list[Scenario]:
    """Return the three of the table: honest, overconfident, most errors in few rows."""
    rng = np.random.default_rng(11)
    honest = rng.beta(13.0, 1.0, 100_000)
    few = np.where(rng.random(100_000) < 0.065, 0.7, 0.995)
    return [
        Scenario("calibrated", honest, honest),
        Scenario("overconfident", honest, expit(1.6 * logit(honest))),
        Scenario("errors in few rows", few, few),
    ]


class Drawn(NamedTuple):
    """One window: what is right, what was thought, who was asked."""

    right: np.ndarray
    stated: np.ndarray
    chance: np.ndarray
    labelled: np.ndarray
    even: np.ndarray


def draw(scenario: Scenario, rng: np.random.Generator) -> Drawn:
    """Return a window with labels by plan and, beside them, as many drawn evenly."""
    rows = rng.integers(0, scenario.true.size, ROWS)
    stated = scenario.stated[rows]
    chance = inclusion(stated, budget=BUDGET, random_share=0.2)
    return Drawn(
        (rng.random(ROWS) < scenario.true[rows]).astype(float),
        stated,
        chance,
        rng.random(ROWS) < chance,
        rng.permutation(ROWS) < BUDGET,
    )


METHODS: dict[str, Callable[[Drawn], Estimate]] = {
    "hajek": lambda d: hajek(d.right, d.chance, d.labelled),
    "aipw": lambda d: aipw(d.right, d.stated, d.chance, d.labelled),
    "greg": lambda d: greg(d.right, d.stated, d.chance, d.labelled),
    "ppi": lambda d: ppi(d.right, d.stated, d.even),
    "even labels": lambda d: hajek(d.right, np.full(ROWS, BUDGET / ROWS), d.even),
}


def naive(drawn: Drawn) -> Estimate:
    """Return what nobody should: the plain mean of the labelled rows with its plain interval."""
    x = drawn.right[drawn.labelled]
    half = 1.96 * x.std(ddof=1) / math.sqrt(x.size)
    return Estimate(x.mean(), x.mean() - half, x.mean() + half, 0.95, ROWS, x.size, half / 1.96)


# How much better than evenly drawn labels: (width of those / width) squared.
WORTH = {
    "calibrated": {"hajek": 1.10, "aipw": 1.10, "greg": 1.15, "ppi": 1.03},
    "overconfident": {"hajek": 1.08, "aipw": 1.12, "greg": 1.15, "ppi": 1.02},
    "errors in few rows": {"hajek": 1.9, "aipw": 1.8, "greg": 1.9, "ppi": 1.2},
}


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda s: s.name)
def test_means_of_labels_drawn_by_plan(scenario: Scenario, law: Callable[..., None]) -> None:
    """Every estimate covers, is worth what it promises, and the naive mean does not cover."""
    truth, rng = float(scenario.true.mean()), np.random.default_rng(5)
    found: dict[str, list[tuple[float, float, float]]] = {}
    for _ in range(RUNS):
        drawn = draw(scenario, rng)
        for name, method in {**METHODS, "naive": naive}.items():
            e = method(drawn)
            row = (float(e.lower <= truth <= e.upper), e.upper - e.lower, e.value - truth)
            found.setdefault(name, []).append(row)
    shares = {name: np.array(rows) for name, rows in found.items()}
    setting = f"{scenario.name} N={ROWS} B={BUDGET}"

    law(
        "mean of the labelled rows",
        setting,
        "coverage",
        shares["naive"][:, 0].mean(),
        runs=RUNS,
        at_most=0.8,
        stated="fails: at most .8",
    )
    even = shares["even labels"][:, 1].mean()
    for name in METHODS:
        covered, width, error = shares[name].T
        law(name, setting, "coverage", covered.mean(), runs=RUNS, at_least=0.93)
        reach = 2.8 * error.std() / math.sqrt(RUNS)
        law(name, setting, "bias", error.mean(), runs=RUNS, between=(-reach, reach), stated="0")
        if name in WORTH[scenario.name]:
            least = WORTH[scenario.name][name]
            law(
                name,
                setting,
                "worth in even labels",
                (even / width.mean()) ** 2,
                runs=RUNS,
                between=(least, math.inf),
                stated=f"at least {least:.4g}",
            )


def test_picks_without_putting_back(law: Callable[..., None]) -> None:
    """Picks that follow a wrong guess of the loss still give its mean."""
    rng, n, picked, runs = np.random.default_rng(3), 500, 120, 500
    loss = rng.gamma(1.0, 1.0, n)
    guess = 0.3 + loss * rng.uniform(0.5, 1.5, n)
    inside, values = 0, []
    for _ in range(runs):
        # Exponential clocks: the order in which they ring picks in proportion to the guess.
        order = np.argsort(rng.exponential(size=n) / guess)[:picked]
        left = guess.sum() - (np.cumsum(guess[order]) - guess[order])
        e = lure(loss[order], guess[order] / left, n)
        inside += e.lower <= loss.mean() <= e.upper
        values.append(e.value)
    law("lure", f"N={n} M={picked}", "coverage", inside / runs, runs=runs, at_least=0.93)
    reach = 2.8 * float(np.std(values)) / math.sqrt(runs)
    bias = float(np.mean(values) - loss.mean())
    law("lure", f"N={n} M={picked}", "bias", bias, runs=runs, between=(-reach, reach), stated="0")


def test_skipped_answers(law: Callable[..., None]) -> None:
    """Rows are skipped the more often the harder they are; the bounds hold all the same."""
    rng, n, runs = np.random.default_rng(4), 4000, 500
    inside = 0
    for _ in range(runs):
        hard = rng.random(n) < 0.2
        right = rng.random(n) < np.where(hard, 0.6, 0.95)
        chance = np.where(hard, 0.3, 0.1)
        asked = rng.random(n) < chance
        answered = asked & (rng.random(n) < np.where(right, 0.95, 0.6))
        bounds = manski_bounds(right, chance, asked, answered)
        inside += bounds.lower <= 0.88 <= bounds.upper
    law("manski_bounds", f"N={n}", "coverage", inside / runs, runs=runs, at_least=0.95)


def test_clusters(law: Callable[..., None]) -> None:
    """Days differ: with the days as clusters the mean is covered, row by row it is not."""
    rng, days, rows, runs = np.random.default_rng(6), 60, 60, 500
    cluster = np.repeat(np.arange(days), rows)
    chance = np.full(days * rows, 0.3)
    together = alone = 0
    for _ in range(runs):
        level = np.repeat(expit(2.0 + 0.8 * rng.normal(size=days)), rows)
        right = rng.random(days * rows) < level
        labelled = rng.random(days * rows) < chance
        for is_known in (True, False):
            e = hajek(right, chance, labelled, cluster=cluster if is_known else None)
            inside = e.lower <= CLUSTERED_TRUTH <= e.upper
            together, alone = together + (is_known and inside), alone + (not is_known and inside)
    law("hajek", "60 days of 60 rows", "coverage by day", together / runs, runs=runs, at_least=0.93)
    law(
        "hajek",
        "60 days of 60 rows",
        "coverage by row",
        alone / runs,
        runs=runs,
        at_most=0.85,
        stated="fails: at most .85",
    )


@pytest.mark.parametrize("rows", [5000, 50_000])
def test_accuracy_without_labels(rows: int, law: Callable[..., None]) -> None:
    """Scores calibrated on 5,000 labels: the calibrator's own error counts."""
    rng, runs, reference = np.random.default_rng(12), 300, 5000
    inside = alone = 0
    for _ in range(runs):
        raw = np.sort(rng.normal(size=reference))
        y = (rng.random(reference) < expit(2.0 * raw)).astype(float)
        fitted = isotonic_regression(y).x
        here = rng.normal(size=rows)
        p = np.interp(here, raw, fitted)
        d = here > 0.0
        label = rng.random(rows) < expit(2.0 * here)
        found = expected_accuracy(p, d, fitted)
        right = float(np.mean(label == d))
        inside += found.lower <= right <= found.upper
        alone += abs(found.value - right) <= 1.96 * math.sqrt(np.sum(p * (1 - p))) / rows
    setting = f"reference {reference}, window {rows}"
    law("expected_accuracy", setting, "coverage", inside / runs, runs=runs, at_least=0.93)
    law(
        "labels to come alone",
        setting,
        "coverage",
        alone / runs,
        runs=runs,
        at_most=0.9,
        stated="falls short: at most .9",
    )
