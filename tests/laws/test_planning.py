"""Plans keep what they promise: the power, the width, the delay."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.stats import hypergeom

from watchkeeper.stats.interval import wilson
from watchkeeper.stats.planning import (
    allocate,
    audit_share,
    detection_delay,
    labels_for_drop,
    labels_for_half_width,
    minimum_detectable_drop,
    smoothed_deviation,
    zero_errors_limit,
)
from watchkeeper.stats.planning.binomial_power import critical_count

REACH = 2.8
RUNS = 20_000
Law = Callable[..., None]


def binomial_alarms(
    rng: np.random.Generator, labels: int, baseline: float, share: float, alpha: float
) -> float:
    """Return the share of windows that the one-sided binomial test takes for a drop."""
    critical = int(critical_count(np.array([labels]), baseline, alpha)[0])
    return float(np.mean(rng.binomial(labels, share, RUNS) <= critical))


def fisher_alarms(
    rng: np.random.Generator, labels: int, baseline: float, share: float, alpha: float
) -> float:
    """Return the share of pairs of windows that Fisher's one-sided test takes for a drop."""
    then, now = rng.binomial(labels, baseline, RUNS), rng.binomial(labels, share, RUNS)
    return float(np.mean(hypergeom.cdf(now, 2 * labels, then + now, labels) <= alpha))


def test_labels_for_drop_have_the_power(law: Law) -> None:
    """And their test has the size, against a known baseline and against a window."""
    rng = np.random.default_rng(1)
    for alarms, against in ((binomial_alarms, "known"), (fisher_alarms, "window")):
        for baseline, drop in ((0.8, 0.05), (0.9, 0.05), (0.95, 0.1), (0.99, 0.02)):
            labels = labels_for_drop(baseline, drop, against=against)
            setting = f"{against} p0={baseline} drop={drop} n={labels}"
            power = alarms(rng, labels, baseline, baseline - drop, 0.05)
            size = alarms(rng, labels, baseline, baseline, 0.05)
            law("labels_for_drop", setting, "power", power, runs=RUNS, at_least=0.8)
            law("labels_for_drop", setting, "size", size, runs=RUNS, at_most=0.05)


def test_minimum_detectable_drop_has_the_power(law: Law) -> None:
    """Just the one that was asked for."""
    rng = np.random.default_rng(2)
    for alarms, against in ((binomial_alarms, "known"), (fisher_alarms, "window")):
        for labels in (100, 1000, 5000):
            drop = minimum_detectable_drop(0.93, labels, against=against)
            power = alarms(rng, labels, 0.93, 0.93 - drop, 0.05)
            setting = f"{against} p0=0.93 n={labels}"
            law("minimum_detectable_drop", setting, "power", power, runs=RUNS, exactly=0.8)


def test_labels_for_half_width_give_it(law: Law) -> None:
    """On average over windows; Wilson's interval of each."""
    rng = np.random.default_rng(3)
    for value, half_width in ((0.8, 0.05), (0.93, 0.02), (0.99, 0.05), (0.99, 0.02)):
        labels = labels_for_half_width(value, half_width)
        counts, times = np.unique(rng.binomial(labels, value, RUNS), return_counts=True)
        found = [wilson(x, labels) for x in counts.tolist()]
        halves = np.repeat([(i.upper - i.lower) / 2 for i in found], times)
        # The next smaller number of labels is wider than asked for: hence the 2 %.
        reach = REACH * float(halves.std()) / math.sqrt(RUNS)
        law(
            "labels_for_half_width",
            f"p={value} h={half_width} n={labels}",
            "mean half-width",
            float(halves.mean()),
            runs=RUNS,
            between=(0.98 * half_width - reach, half_width + reach),
            stated=f"{half_width}",
        )


def test_predictions_save_what_is_stated(law: Law) -> None:
    """A difference estimator with that correlation lies within the half-width in 95 %."""
    rng = np.random.default_rng(4)
    runs = 5000
    for reach in (0.05, 0.09):
        # Scores .9 +- reach of a calibrated model, half of the rows each.
        correlation = reach / 0.3
        labels = labels_for_half_width(0.9, 0.03, correlation=correlation, exact=False)
        score = 0.9 + reach * rng.choice([-1.0, 1.0], (runs, labels))
        right = rng.random((runs, labels)) < score
        estimate = 0.9 + (right - score).mean(axis=1)
        within = float(np.mean(np.abs(estimate - 0.9) <= 0.03))
        setting = f"p=.9 h=.03 correlation={correlation:.2f} n={labels}"
        law("labels_for_half_width", setting, "coverage", within, runs=runs, exactly=0.95)


def test_audits_find_the_drop(law: Law) -> None:
    """Rows withheld with that chance bring the labels in time, and zero errors their limit."""
    rng = np.random.default_rng(5)
    labels = labels_for_drop(0.99, 0.02)
    chance = audit_share(labels, 5000, 14, latency=2)
    mean = rng.binomial(5000 * 12, chance, RUNS).mean()
    band = REACH * math.sqrt(labels / RUNS)
    law(
        "audit_share",
        f"n={labels}, 5,000 a day, 12 days",
        "labels in time",
        float(mean),
        runs=RUNS,
        between=(labels - band, labels + band),
        stated=f"{labels}",
    )
    for audits in (10, 100, 3000):
        clean = rng.binomial(audits, zero_errors_limit(audits), RUNS) == 0
        setting = f"n={audits}, rate at the limit"
        law("zero_errors_limit", setting, "no error", clean.mean(), runs=RUNS, exactly=0.05)


def test_allocation_from_few_labels_is_near_the_best(law: Law) -> None:
    """Neyman's rule on smoothed deviations of a pilot of 30 a slice: 15 % above the oracle."""
    rng = np.random.default_rng(6)
    runs = 400
    weights, errors = np.array([0.5, 0.25, 0.15, 0.1]), np.array([0.01, 0.05, 0.2, 0.5])
    truth = np.sqrt(errors * (1 - errors))

    def variance(labels: npt.NDArray[np.int64]) -> float:
        return float((np.square(weights * truth) / labels).sum())

    best = variance(allocate(weights, truth, budget=2000, rule="neyman"))
    lost = []
    for pilot in rng.binomial(30, errors, (runs, 4)):
        sigma = smoothed_deviation(pilot, np.full(4, 30))
        lost.append(variance(allocate(weights, sigma, budget=2000, rule="neyman")) / best)
    law(
        "allocate",
        "neyman, 4 slices, pilot 30 a slice",
        "mean variance, times the oracle's",
        float(np.mean(lost)),
        runs=runs,
        between=(1.0, 1.15),
        stated="at most 1.15",
    )


class ESR:
    """The e-SR detector of methods.md c3 with p0 = .10, to have something to simulate."""

    def __init__(self, limit: float) -> None:
        self.limit = limit

    def __call__(self, errors: npt.NDArray[np.float64]) -> int | None:
        """Return the first place at which the mean of the five sums reaches the limit."""
        bets = (0.5, 1.0, 2.0, 3.0, 4.5)
        on, off = [1 + 0.9 * b for b in bets], [1 - 0.1 * b for b in bets]
        sums = [0.0] * 5
        for place, error in enumerate(errors.tolist()):
            factors = on if error else off
            sums = [(m + 1.0) * f for m, f in zip(sums, factors, strict=True)]
            if sum(sums) >= 5.0 * self.limit:
                return place
        return None


def test_delays_are_those_of_the_table(law: Law) -> None:
    """methods.md c3: e-SR from .10 to .15, .20, .30; both are simulations of 400 runs."""
    for limit, after, stated in (
        (500, 0.15, 127), (500, 0.20, 65), (500, 0.30, 27), (2000, 0.20, 97), (2000, 0.30, 37),
    ):  # fmt: skip
        delay = detection_delay(ESR(limit), before=0.1, after=after, horizon=4000, seed=limit)
        reach = REACH * math.sqrt(2.0) * delay.error
        law(
            "detection_delay",
            f"e-SR A={limit} p=.10 to {after}",
            "mean delay",
            delay.mean,
            runs=delay.runs,
            between=(stated - reach, stated + reach),
            stated=f"{stated}",
        )
    quiet = detection_delay(ESR(500), before=0.1, after=0.1, horizon=20_000, runs=200)
    law("detection_delay", "e-SR A=500 p=.10, no change", "run length", quiet.mean,
        runs=quiet.runs, between=(500, math.inf), stated="at least 500")  # fmt: skip
