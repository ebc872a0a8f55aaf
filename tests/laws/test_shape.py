"""Shapes are named right, change-points are covered, burns are no chance."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.shape import BURN_RULES, burn_alarm, burn_rate, change_point, shape

REACH = 2.8
Law = Callable[..., None]
Series = npt.NDArray[np.float64]


def effect(name: str, n: int, size: float) -> Series:
    """Return the mean of a series of *n* days with one effect of *size*."""
    day = np.arange(n)
    forms = {
        "none": np.zeros(n),
        "step": (day >= n // 2).astype(float),
        "ramp": np.maximum(day - n // 3, 0) / (n - 1 - n // 3),
        "weekly": np.sin(2 * np.pi * day / 7),
        "pulse": ((day >= n // 3) & (day < n // 3 + 10)).astype(float),
    }
    return size * forms[name]


def test_noise_has_no_shape(law: Law) -> None:
    """The name is "none" in 95 of 100 series at least, short or long."""
    rng = np.random.default_rng(1)
    runs = 1000
    for n in (28, 42, 90, 180):
        right = np.mean([shape(x).name == "none" for x in rng.normal(size=(runs, n))])
        law("shape", f"none n={n}", "named right", right, runs=runs, at_least=0.95)
    odd = {
        "t with 4 df": rng.standard_t(4, (runs, 90)),
        "counts of mean 1": rng.poisson(1.0, (runs, 90)),
        "autocorrelation .1": _autocorrelated(rng, runs, 90, 0.1),
    }
    for name, series in odd.items():
        right = np.mean([shape(x).name == "none" for x in series])
        law("shape", f"none n=90, {name}", "named right", right, runs=runs, at_least=0.95)


def _autocorrelated(rng: np.random.Generator, runs: int, n: int, with_last: float) -> Series:
    values = rng.normal(size=(runs, n))
    for t in range(1, n):
        values[:, t] = with_last * values[:, t - 1] + math.sqrt(1 - with_last**2) * values[:, t]
    return values


def test_what_is_known_not_to_hold(law: Law) -> None:
    """The shares that the docstrings warn of, within their bands: other numbers, other words."""
    rng = np.random.default_rng(7)
    runs = 1000
    together = _autocorrelated(rng, runs, 90, 0.3)
    for name, series, stated in (
        ("lognormal", rng.lognormal(size=(runs, 90)), 0.80),
        ("autocorrelation .3", together, 0.85),
    ):
        right = np.mean([shape(x).name == "none" for x in series])
        law("shape", f"none n=90, {name}", "named right", right, runs=runs, exactly=stated)
    place = rng.integers(18, 73, runs)
    stepped = together + (np.arange(90) >= place[:, None])
    found = [change_point(x) for x in stepped]
    covered = np.mean([f.lower <= p <= f.upper for f, p in zip(found, place.tolist(), strict=True)])
    setting = "n=90, step of 1 s.d., autocorrelation .3"
    law("change_point", setting, "coverage", covered, runs=runs, exactly=0.88)


def test_shapes_are_named(law: Law) -> None:
    """methods.md e7, 60 runs each at 90 days, effects of 2 to 2.5 standard deviations."""
    rng = np.random.default_rng(2)
    runs = 400
    for name, of_60 in (("step", 59), ("ramp", 53), ("weekly", 60), ("pulse", 55)):
        sizes = np.full(runs, 2.5) if name == "ramp" else rng.uniform(2, 2.5, runs)
        series = rng.normal(size=(runs, 90)) + [effect(name, 90, size) for size in sizes]
        right = float(np.mean([shape(x).name == name for x in series]))
        stated = of_60 / 60
        # Both shares are measured: the other one over 60 runs.
        reach = REACH * math.sqrt(max(stated * (1 - stated), 0.02) * (1 / 60 + 1 / runs))
        law("shape", f"{name} n=90", "named right", right, runs=runs,
            between=(stated - reach, 1.0), stated=f"{of_60} of 60")  # fmt: skip


def test_change_points_are_covered(law: Law) -> None:
    """At every length and size of the step, at places over the middle three fifths."""
    rng = np.random.default_rng(3)
    runs = 1500
    for n in (10, 20, 90, 200):
        for size in (0.5, 1.0, 2.0, 4.0):
            place = rng.integers(n // 5, 4 * n // 5 + 1, runs)
            series = rng.normal(size=(runs, n)) + size * (np.arange(n) >= place[:, None])
            found = [change_point(x) for x in series]
            covered = np.mean(
                [f.lower <= p <= f.upper for f, p in zip(found, place.tolist(), strict=True)]
            )
            setting = f"n={n}, step of {size} s.d."
            law("change_point", setting, "coverage", covered, runs=runs, at_least=0.95)


def test_change_points_are_covered_where_a_step_was_named(law: Law) -> None:
    """Asking `shape` first, as the docstring says, does not cost coverage; nor do shares."""
    rng = np.random.default_rng(4)
    runs = 2500
    for n, before, after in ((90, 0.93, 0.88), (90, 0.90, 0.80), (180, 0.93, 0.90)):
        place = rng.integers(n // 5, 4 * n // 5 + 1, runs)
        share = np.where(np.arange(n) >= place[:, None], after, before)
        series = rng.binomial(50, share) / 50
        named = [k for k in range(runs) if shape(series[k]).name == "step"]
        found = [change_point(series[k]) for k in named]
        covered = np.mean(
            [f.lower <= place[k] <= f.upper for k, f in zip(named, found, strict=True)]
        )
        setting = f"n={n}, {before} to {after} of 50 labels, where named a step"
        law("change_point", setting, "coverage", covered, runs=len(named), at_least=0.95)


def test_burn_limits_hold(law: Law) -> None:
    """The lower limit is above the true burn in 5 of 100 windows at most."""
    rng = np.random.default_rng(5)
    runs = 20_000
    for rate, rows in ((0.01, 100), (0.06, 300), (0.144, 1000)):
        counts, times = np.unique(rng.binomial(rows, rate, runs), return_counts=True)
        above = [burn_rate(x, rows, objective=0.99).lower > rate / 0.01 for x in counts.tolist()]
        missed = float(np.average(above, weights=times))
        setting = f"burn {100 * rate:g} n={rows}"
        law("burn_rate", setting, "lower limit too high", missed, runs=runs, at_most=0.05)


def test_burn_alarms_are_no_chance(law: Law) -> None:
    """Each rule at just its own burn fires in 5 of 100 looks at most; at double it fires."""
    rng = np.random.default_rng(6)
    runs = 1000
    for place, rule in enumerate(BURN_RULES):
        for times, limits in ((1.0, {"at_most": 0.05}), (2.0, {"at_least": 0.95})):
            # Sixty ticks an hour, twenty labels each.
            errors = rng.binomial(20, 0.01 * rule.burn * times, (runs, 60 * 72))
            fired = np.mean(
                [
                    burn_alarm(e, np.full(e.size, 20), objective=0.99, period=60 * 720)[place].state
                    == "firing"
                    for e in errors
                ]
            )
            setting = f"rule of burn {rule.burn:g}, at {times * rule.burn:g}"
            law("burn_alarm", setting, "fires", fired, runs=runs, **limits)
