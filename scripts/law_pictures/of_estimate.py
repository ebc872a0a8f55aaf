"""How often an estimate from few labels contains the metric of all rows."""

from __future__ import annotations

import inspect
import math
from typing import Any

import numpy as np

from law_pictures.chart import Chart, Line
from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.estimate import Estimate, Estimator, inclusion

ROWS = 4000
MANY = 200_000
BUDGETS = (100, 300, 1000)
RUNS = 150


def picture(estimator: Estimator) -> Chart:
    """Return coverage by labels drawn half at random, and the share said to be too few."""
    rng = np.random.default_rng(9)
    covered, few = [], []
    for budget in BUDGETS:
        inside, unknown = [], 0
        for _ in range(RUNS):
            truth, found = _once(estimator, rng, budget)
            if found is None or not found.enough:
                unknown += 1
            else:
                inside.append(found.lower <= truth <= found.upper)
        covered.append(float(np.mean(inside)) if len(inside) >= 30 else math.nan)
        few.append(unknown / RUNS)
    reach = 2.8 * math.sqrt(0.95 * 0.05 / RUNS)
    return Chart(
        title=f"{estimator.name}: coverage at 95 %",
        x_title=f"labels of {ROWS:,} rows, half at random and half where the model is unsure",
        y_title=f"share of {RUNS} windows (band: chance)",
        lines=[
            Line("interval has the true value", BUDGETS, covered),
            Line("not enough labels", BUDGETS, few),
        ],
        stated=0.95,
        band=(0.95 - reach, min(1.0, 0.95 + reach)),
        log_x=True,
    )


_TRUTHS: dict[str, float] = {}


def _once(
    estimator: Estimator, rng: np.random.Generator, budget: int
) -> tuple[float, Estimate | None]:
    if estimator.needs == "picks":
        losses, proposal, truth = _picked(rng, budget)
        return truth, estimator.call(losses, proposal, ROWS)
    if estimator.name not in _TRUTHS:
        given, known = _arguments(estimator.needs, np.random.default_rng(10), MANY, MANY)
        _TRUTHS[estimator.name] = estimator.call(*given, **_taken(estimator, known)).value
    given, known = _arguments(estimator.needs, rng, ROWS, budget)
    try:
        return _TRUTHS[estimator.name], estimator.call(*given, **_taken(estimator, known))
    except NotEnoughData:
        return _TRUTHS[estimator.name], None


def _taken(estimator: Estimator, known: dict[str, Any]) -> dict[str, Any]:
    """Return what the estimator takes of all that is known of the rows."""
    parameters = inspect.signature(estimator.call).parameters
    return {name: value for name, value in known.items() if name in parameters}


def _arguments(
    needs: str, rng: np.random.Generator, n: int, budget: int
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return rows of a calibrated classifier (or of a regression), and which are labelled."""
    score = rng.beta(0.5, 1.0, n)
    label, decision = rng.random(n) < score, score >= 0.5
    sure = np.maximum(score, 1.0 - score)
    chance = np.ones(n) if budget == n else inclusion(sure, budget=budget)
    labelled = rng.random(n) < chance
    if needs == "number":
        truth = rng.normal(10.0, 3.0, n)
        return (truth, truth + rng.normal(0.5, 0.5 + score, n), chance, labelled), {}
    right = (label == decision).astype(float)
    even = rng.random(n) < budget / n
    given: dict[str, tuple[Any, ...]] = {
        "values": (right, chance, labelled),
        "values and predicted": (right, sure, chance, labelled),
        "even labels": (right, sure, even),
        "decision": (label, decision, chance, labelled),
        "two decisions": (label, decision, score >= 0.6, chance, labelled),
        "ranking": (label, score, chance, labelled),
        "forecast": (label, score, chance, labelled),
    }
    return given[needs], {"score": score}


def _picked(rng: np.random.Generator, budget: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Return losses of rows picked in turn, unsure ones first, and the mean of all rows."""
    score = rng.beta(0.5, 1.0, ROWS)
    loss = ((rng.random(ROWS) < score) != (score >= 0.5)).astype(float)
    pull = 0.5 / ROWS + 0.5 * np.sqrt(score * (1 - score)) / np.sqrt(score * (1 - score)).sum()
    # The order of exponential clocks is that of picking in turn by what is left.
    order = np.argsort(rng.exponential(size=ROWS) / pull)[:budget]
    left = pull.sum() - np.concatenate([[0.0], np.cumsum(pull[order])[:-1]])
    return loss[order], pull[order] / left, float(loss.mean())
