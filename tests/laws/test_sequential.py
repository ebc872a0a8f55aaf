"""Sequential alarms and betting tests hold their run lengths and levels, and are fast."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from watchkeeper.stats.sequential import (
    ECUSUM,
    ESR,
    Inclusion,
    arl_for,
    harmful_shift,
    kernel_betting,
    risk,
)
from watchkeeper.stats.sequential.detector import Detector

Keep = Callable[..., None]
REACH = 2.8


def errors(rng: np.random.Generator, rate: float | np.ndarray, rows: int) -> np.ndarray:
    """Return error indicators at *rate*."""
    return (rng.random(rows) < rate).astype(float)


def run_lengths(detector: Detector, stream: np.ndarray, runs: int = 400) -> np.ndarray:
    """Return the steps between alarms: it begins anew after each, so they are independent."""
    found = np.diff(np.r_[-1, detector.update(stream)])
    return found[:runs]


def near(mean: float, lengths: np.ndarray, slack: float = 0.0) -> tuple[float, float]:
    """Return the band of a mean of *lengths* around what another simulation found."""
    reach = REACH * lengths.std() / math.sqrt(lengths.size) + slack
    return mean - reach, mean + reach


def floor(threshold: float, lengths: np.ndarray) -> tuple[float, float]:
    """Return the band of a mean run length of at least *threshold*."""
    return threshold - REACH * lengths.std() / math.sqrt(lengths.size), math.inf


@pytest.mark.parametrize(
    ("alarm", "threshold", "rows"), [(ESR, 500, 330_000), (ESR, 2000, 1_300_000)]
)
def test_run_length_without_change(
    law: Keep, alarm: type[Detector], threshold: int, rows: int
) -> None:
    """Mean rows between false alarms: the threshold or more."""
    stream = errors(np.random.default_rng(1), 0.1, rows)

    found = run_lengths(alarm(tolerated=0.1, threshold=threshold), stream)

    name = alarm.__name__.lower()
    law(
        name,
        f"p=.1 A={threshold}",
        "run length",
        found.mean(),
        runs=found.size,
        between=floor(threshold, found),
        stated=f"at least {threshold}",
    )


def test_run_length_of_cusum(law: Keep) -> None:
    """Not below the threshold; c3 saw more than 15,000 where 2,000 are stated."""
    stream = errors(np.random.default_rng(2), 0.1, 600_000)

    found = run_lengths(ECUSUM(tolerated=0.1, threshold=2000), stream)

    law(
        "ecusum",
        "p=.1 A=2000",
        "run length",
        found.mean(),
        runs=found.size,
        between=(15_000, math.inf),
        stated="at least 2000",
    )


# Mean delays of another program, 6,000 runs each. The table of methods.md c3 (400 runs) agrees
# within its own error of 5 in 100 but for ESR 500 at .15, where it has 127.
ELSEWHERE = 6000
DELAYS = (
    (ESR, 500, {0.13: 222.4, 0.15: 139.9, 0.2: 64.2, 0.3: 28.1}),
    (ESR, 2000, {0.13: 463.8, 0.15: 243.6, 0.2: 96.6, 0.3: 37.4}),
    (ECUSUM, 2000, {0.13: 1428.1, 0.15: 537.0, 0.2: 157.1, 0.3: 48.5}),
)


@pytest.mark.parametrize(("alarm", "threshold", "delays"), DELAYS)
def test_delays(
    law: Keep, alarm: type[Detector], threshold: int, delays: dict[float, float]
) -> None:
    """Rows from a change to the alarm, against the same from elsewhere: both errors in the band."""
    rng = np.random.default_rng(3)
    runs = 400 if alarm is ECUSUM else 1200
    for rate, delay in delays.items():
        stream = errors(rng, rate, int((runs + 20) * delay * 1.15) + 2000)
        found = run_lengths(alarm(tolerated=0.1, threshold=threshold), stream, runs=runs)
        both = REACH * found.std() * math.sqrt(1 / found.size + 1 / ELSEWHERE)
        law(
            alarm.__name__.lower(),
            f"p=.1 to {rate} A={threshold}",
            "delay",
            found.mean(),
            runs=found.size,
            between=(delay - both, delay + both),
            stated=f"{delay}",
        )


def test_a_budget_of_alarms(law: Keep) -> None:
    """20 monitors, an hourly tick each, 5 false alarms a week: no more in 8 clean weeks."""
    rng = np.random.default_rng(14)
    weeks, monitors = 8, 20
    threshold = arl_for(false_alarms_per_week=5, monitors=monitors, steps_per_week=168)
    false = 0
    for _ in range(monitors):
        detector = ESR(tolerated=0.1, threshold=threshold, unit="tick")
        false += sum(len(detector.update(tick)) for tick in rng.random((weeks * 168, 10)) < 0.1)
    law(
        "arl_for",
        "20 monitors, hourly, 5 a week",
        "false alarms a week",
        false / weeks,
        runs=weeks,
        between=(0.0, 5 + REACH * math.sqrt(5 / weeks)),
        stated="at most 5",
    )


def test_daily_ticks(law: Keep) -> None:
    """Fifty labels a day, A = 100 days: null 194 days, and a rise of 5 points in 6.7 more days."""
    rng = np.random.default_rng(4)
    for rate, days, runs in ((0.1, 194.0, 200), (0.15, 7.7, 400)):
        detector = ESR(tolerated=0.1, threshold=100, unit="tick")
        ticks = rng.binomial(1, rate, size=(int(runs * days), 50))
        alarms = [day for day, tick in enumerate(ticks) if detector.update(tick)]
        found = np.diff([-1, *alarms])
        what = "run length" if rate == 0.1 else "delay"
        law(
            "esr",
            f"50 a day, p={rate} A=100",
            what,
            found.mean(),
            runs=found.size,
            between=near(days, found),
            stated=f"{days}",
        )


def test_a_weekly_rhythm_needs_its_worst_hour(law: Keep) -> None:
    """With the mean as the tolerated rate the run length falls below A; with the worst it holds."""
    rng = np.random.default_rng(5)
    week = np.repeat([0.08, 0.15], [5000, 2000])
    rates = np.resize(week, 400_000)
    stream = errors(rng, rates, rates.size)
    for tolerated, band in ((0.1, (0.0, 1000.0)), (0.15, (1000.0, math.inf))):
        found = run_lengths(ESR(tolerated=tolerated, threshold=1000), stream, runs=10_000)
        law(
            "esr",
            f".08 and .15, mean .1, tolerated {tolerated} A=1000",
            "run length",
            found.mean(),
            runs=found.size,
            between=band,
            stated="at least 1000 if tolerated bounds every hour",
        )


def terms(rng: np.random.Generator, rows: int, budget: float, rise: float) -> np.ndarray:
    """Return terms f + w (m - f) of rows drawn by their predicted error f, half at random."""
    f = rng.beta(1, 9, size=rows)
    wrong = rng.random(rows) < f + rise * (1 - f)
    borderline = np.sqrt(f * (1 - f))
    pi = np.clip(budget * (0.5 + 0.5 * borderline / borderline.mean()), 0, 1)
    drawn = rng.random(rows) < pi
    return f + np.where(drawn, (wrong - f) / pi, 0.0)


def test_terms_of_sampled_rows(law: Keep) -> None:
    """Error .1, rows labelled with pi from .0125 or .25: the run length holds, a rise is found."""
    rng = np.random.default_rng(6)
    for budget in (0.025, 0.5):
        inclusion = Inclusion(mean=budget, lowest=0.5 * budget)
        found = run_lengths(
            ESR(tolerated=0.1, threshold=200 / budget, inclusion=inclusion),
            terms(rng, int(40_000 / budget), budget, 0.0),
        )
        law(
            "esr",
            f"terms, pi from {budget / 2} A=200 labels",
            "run length in labels",
            budget * found.mean(),
            runs=found.size,
            between=floor(200, budget * found),
            stated="at least 200",
        )
        found = run_lengths(
            ESR(tolerated=0.1, threshold=200 / budget, inclusion=inclusion),
            terms(rng, int(20_000 / budget), budget, 0.1),
        )
        law(
            "esr",
            f"terms, pi from {budget / 2}, +.1 A=200 labels",
            "delay in labels",
            budget * found.mean(),
            runs=found.size,
            between=(0.0, 110.0),
            stated="about 100",
        )


def test_betting_tests_hold_their_level(law: Keep) -> None:
    """Evidence of 20 ever: 5 % of streams at most; a rise of 5 points is found in most."""
    rng = np.random.default_rng(11)
    for rate in (0.1, 0.02):
        hits = [risk(errors(rng, rate, 3000), tolerated=rate).first_alarm() for _ in range(600)]
        share = float(np.mean([hit is not None for hit in hits]))
        law("risk", f"p={rate} 3000 looks", "size", share, runs=600, at_most=0.05)
    hits = [risk(errors(rng, 0.15, 3000), tolerated=0.1).first_alarm() for _ in range(200)]
    law(
        "risk",
        "p=.1 to .15 3000 looks",
        "power",
        float(np.mean([h is not None for h in hits])),
        runs=200,
        at_least=0.95,
    )


def test_two_streams_of_one_law(law: Keep) -> None:
    """Evidence of 20 ever: 5 % at most without drift; half a deviation is found in 400 pairs."""
    rng = np.random.default_rng(12)
    for shift, what, band in ((0.0, "size", {"at_most": 0.05}), (0.5, "power", {"at_least": 0.95})):
        runs = 100 if shift == 0.0 else 40
        hits = [
            kernel_betting(rng.normal(size=400), rng.normal(size=400) + shift).first_alarm()
            for _ in range(runs)
        ]
        share = float(np.mean([hit is not None for hit in hits]))
        law("kernel_betting", f"400 pairs, shift {shift} s.d.", what, share, runs=runs, **band)


@pytest.mark.parametrize("by", ["bernstein", "asymptotic"])
def test_harmful_shift(law: Keep, by: Any) -> None:
    """2,000 source and 4,000 target rows: false alarms ever in 5 % at most; +.1 is found."""
    rng = np.random.default_rng(13)
    for rate, what, band in ((0.1, "size", {"at_most": 0.05}), (0.2, "power", {"at_least": 0.99})):
        hits = [
            harmful_shift(errors(rng, 0.1, 2000), errors(rng, rate, 4000), by=by).alarm
            for _ in range(300)
        ]
        share = float(np.mean([hit is not None for hit in hits]))
        law(f"harmful_shift, {by}", f"p=.1 to {rate}", what, share, runs=300, **band)


@pytest.mark.parametrize("by", ["bernstein", "asymptotic"])
def test_harmful_shift_by_a_few_labels(law: Keep, by: Any) -> None:
    """2,000 labels drawn from 20,000 rows: false alarms ever in 5 % at most; +.1 is found."""
    rng = np.random.default_rng(18)
    for rise, what, band in ((0.0, "size", {"at_most": 0.05}), (0.1, "power", {"at_least": 0.95})):
        hits = [
            harmful_shift(
                errors(rng, 0.1, 2000),
                terms(rng, 20_000, 0.1, rise),
                by=by,
                lowest=1 - 1 / 0.05,
                highest=1 / 0.05,
                first=2000,
                tightest_at=5000,
            ).alarm
            for _ in range(60)
        ]
        share = float(np.mean([hit is not None for hit in hits]))
        law(f"harmful_shift, {by}", f"terms, +{rise}", what, share, runs=60, **band)
