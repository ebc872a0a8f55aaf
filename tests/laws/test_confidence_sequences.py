"""Confidence sequences hold at all times at once, each for the mean that it is of."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import wilson
from watchkeeper.stats.sequential import (
    ConfidenceSequence,
    asymptotic,
    betting,
    empirical_bernstein,
    running_bernstein,
)

Keep = Callable[..., None]


def errors(rng: np.random.Generator, rate: float | np.ndarray, rows: int) -> np.ndarray:
    """Return error indicators at *rate*."""
    return (rng.random(rows) < rate).astype(float)


def terms(rng: np.random.Generator, rows: int, budget: float, rise: float) -> np.ndarray:
    """Return terms f + w (m - f) of rows drawn by their predicted error f, half at random."""
    f = rng.beta(1, 9, size=rows)
    wrong = rng.random(rows) < f + rise * (1 - f)
    borderline = np.sqrt(f * (1 - f))
    pi = np.clip(budget * (0.5 + 0.5 * borderline / borderline.mean()), 0, 1)
    drawn = rng.random(rows) < pi
    return f + np.where(drawn, (wrong - f) / pi, 0.0)


def ever_missed(sequences: list[ConfidenceSequence], truth: float | np.ndarray) -> float:
    """Return the share of sequences that excluded the truth at least once."""
    return float(np.mean([((s.lower > truth) | (s.upper < truth)).any() for s in sequences]))


SEQUENCES: tuple[tuple[str, Callable[..., ConfidenceSequence], dict[str, Any], int], ...] = (
    ("empirical_bernstein", empirical_bernstein, {}, 400),
    ("betting", betting, {"grid": 100}, 150),
    ("running_bernstein", running_bernstein, {"deviation": 0.3}, 400),
    ("asymptotic", asymptotic, {}, 800),
)
NAMES = [s[0] for s in SEQUENCES]


@pytest.mark.parametrize(("name", "call", "options", "runs"), SEQUENCES, ids=NAMES)
def test_limits_are_never_wrong(
    law: Keep,
    name: str,
    call: Callable[..., ConfidenceSequence],
    options: dict[str, Any],
    runs: int,
) -> None:
    """4,500 looks at a constant mean: excluded at any of them in 5 % of streams at most."""
    rng = np.random.default_rng(7)
    for p in (0.9, 0.98):
        found = [call(errors(rng, p, 4500), **options) for _ in range(runs)]
        law(
            name,
            f"p={p}, 4500 looks",
            "ever missed",
            ever_missed(found, p),
            runs=runs,
            at_most=0.05,
        )


@pytest.mark.parametrize(
    ("name", "stated", "missed"),
    [
        ("asymptotic", None, 0.05),
        ("running_bernstein", None, 0.05),
        ("empirical_bernstein", "fails", None),
    ],
)
def test_running_mean_under_drift(
    law: Keep, name: str, stated: str | None, missed: float | None
) -> None:
    """From .93 to .83 half-way: two sequences follow the running mean, Bernstein's does not."""
    call = {s[0]: s[1] for s in SEQUENCES}[name]
    rng = np.random.default_rng(8)
    rates = np.repeat([0.93, 0.83], 2250)
    truth = np.cumsum(rates) / np.arange(1, 4501)

    share = ever_missed([call(errors(rng, rates, 4500)) for _ in range(600)], truth)

    # That Bernstein's fails here is its law too: about .9 of streams, as stated in its docstring.
    band = {"at_most": missed} if missed is not None else {"between": (0.8, 1.0)}
    law(name, ".93 to .83, running mean", "ever missed", share, runs=600, stated=stated, **band)


@pytest.mark.parametrize("name", ["empirical_bernstein", "betting"])
def test_lower_limits_under_a_drift_below_the_null(law: Keep, name: str) -> None:
    """Rates between .05 and .1, never above: a lower limit above .1 ever in 2.5 % at most."""
    _, call, options, runs = next(s for s in SEQUENCES if s[0] == name)
    rng = np.random.default_rng(15)
    rates = np.resize(np.repeat([0.1, 0.05, 0.1], [900, 500, 600]), 3000)
    found = [call(errors(rng, rates, 3000), **options) for _ in range(runs)]
    share = float(np.mean([(s.lower > 0.1).any() for s in found]))
    law(
        name, "rates .05 to .1, 3000 looks", "lower limit above .1", share, runs=runs, at_most=0.025
    )


@pytest.mark.parametrize(
    ("name", "widths"),
    [
        # empirical_bernstein and betting: what confseq 0.0.11 gives (20 streams).
        ("empirical_bernstein", {100: 0.1061, 500: 0.0476, 1000: 0.0348, 4500: 0.0183}),
        ("betting", {100: 0.0885, 500: 0.0442, 1000: 0.0339, 4500: 0.0193}),
        ("asymptotic", {500: 0.041, 1000: 0.0290, 4500: 0.0144}),
    ],
)
def test_half_widths(law: Keep, name: str, widths: dict[int, float]) -> None:
    """At p = .9: as elsewhere, within 5 parts in 100."""
    call = {s[0]: s[1] for s in SEQUENCES}[name]
    rng = np.random.default_rng(9)
    found = [call(errors(rng, 0.9, 4500)) for _ in range(20)]
    for n, width in widths.items():
        half = float(np.mean([(s.upper[n - 1] - s.lower[n - 1]) / 2 for s in found]))
        law(
            name,
            f"p=.9 n={n}",
            "half-width",
            half,
            runs=20,
            between=(0.95 * width, 1.05 * width),
            stated=f"{width}",
        )


def test_asymptotic_limits_of_sampled_rows(law: Keep) -> None:
    """Terms over all rows, from 200 labels on: excluded ever in 5 % of streams at most."""
    rng = np.random.default_rng(10)
    found = [
        asymptotic(terms(rng, 40_000, 0.05, 0.0), first=4000, tightest_at=10_000)
        for _ in range(200)
    ]
    law(
        "asymptotic",
        "terms, pi from .025, from 200 labels",
        "ever missed",
        ever_missed(found, 0.1),
        runs=200,
        at_most=0.05,
    )


def test_heavy_tails_are_unknown_or_held(law: Keep) -> None:
    """Skewed values: excluded ever in 5 % at most; what hangs on few rows is unknown instead."""
    rng = np.random.default_rng(16)
    for sigma, least_known in ((0.5, 0.95), (1.0, 0.3), (1.5, 0.0)):
        found, mean = [], float(np.exp(sigma**2 / 2))
        for _ in range(300):
            with contextlib.suppress(NotEnoughData):
                found.append(asymptotic(rng.lognormal(0, sigma, 4000)))
        setting = f"lognormal, sigma {sigma}, 4000 looks"
        wrong = ever_missed(found, mean) * len(found) / 300
        law("asymptotic", setting, "ever missed", wrong, runs=300, at_most=0.05)
        law(
            "asymptotic",
            setting,
            "known",
            len(found) / 300,
            runs=300,
            between=(least_known, 1.0),
            stated="else unknown",
        )


def test_why_an_interval_is_not_for_many_looks(law: Keep) -> None:
    """Wilson's 95 % interval looked at daily, 50 labels a day: wrong at some look in a third."""
    rng = np.random.default_rng(17)
    found = np.cumsum(rng.binomial(50, 0.9, size=(600, 90)), axis=1)
    wrong = np.zeros(found.shape, dtype=bool)
    for day in range(90):
        limits = {k: wilson(k, 50 * (day + 1)) for k in np.unique(found[:, day]).tolist()}
        wrong[:, day] = [
            not limits[k].lower <= 0.9 <= limits[k].upper for k in found[:, day].tolist()
        ]
    for days, share in ((7, 0.14), (30, 0.27), (90, 0.36)):
        law(
            "wilson looked at daily (misuse)",
            f"p=.9, {days} days of 50",
            "ever missed",
            float(wrong[:, :days].any(axis=1).mean()),
            runs=600,
            exactly=share,
        )
