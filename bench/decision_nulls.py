"""Acceptance (5), windows in time: streams in which nothing happens, 9 columns, 84 days."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from day_stream import DayStream
from decision_incidents import incidents
from decision_stream import Judge
from decision_table import Line

from watchkeeper.quality.faults import Values

Floats = npt.NDArray[np.float64]

REFERENCE_DAYS, DAYS = 31, 84
FIRST = date(2024, 1, 1)
ROWS_A_DAY = (50, 200, 1000, 5000)
RUNS = {50: 12, 200: 12, 1000: 12, 5000: 6}
# Days of their own: the s.d. of a day's effect in units of the rows' s.d. (shares: of logits).
DAY_SD = 0.3
PERSISTENCE = 0.7
BANDS = {"iid": 0.15, "AR(.7), weekly": 0.3, "t3, AR(.7), weekly": 0.6}


@dataclass(frozen=True, slots=True)
class Null:
    """Incidents a week of one kind of null at one size; ``error`` is the s.e. over runs."""

    kind: str
    rows: int
    budget: float
    a_week: float
    error: float


def null_stream(kind: str, rows: int, seed: int) -> DayStream:
    """Return a stream without drift: what differs between days is the days' own effect."""
    rng = np.random.default_rng([seed, rows, list(BANDS).index(kind)])
    days = REFERENCE_DAYS + DAYS
    sizes = rng.poisson(rows, days)
    effects = (np.repeat(_day_effects(kind, days, rng), sizes) for _ in range(9))
    columns = dict(_columns(int(sizes.sum()), effects, rng))
    hours = np.sort(rng.random(int(sizes.sum())))
    starts = np.repeat(np.arange(days), sizes)
    # Sorted within each day: uniform times, in order.
    order = np.lexsort((hours, starts))
    when = np.datetime64(FIRST, "us") + ((starts + hours[order]) * 86_400e6).astype(
        "timedelta64[us]"
    )
    return DayStream(
        timezone="UTC",
        days=tuple(FIRST + timedelta(days=d) for d in range(days)),
        offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp),
        when=when,
        columns=columns,
    )


def null_lines(workers: int) -> tuple[list[Line], list[Null]]:
    """Return acceptance (5) for windows in time, and every number behind it."""
    jobs = [(kind, rows, 1.0) for kind in BANDS for rows in ROWS_A_DAY]
    jobs += [(kind, 1000, budget) for kind in BANDS for budget in (0.25, 4.0)]
    with ProcessPoolExecutor(workers) as pool:
        found = list(pool.map(_measure, *zip(*jobs, strict=True)))
    lines = []
    for kind, band in BANDS.items():
        worst = max((n for n in found if n.kind == kind and n.budget == 1.0), key=_a_week)
        told = f"{worst.a_week:.2f} ± {worst.error:.2f} (n = {worst.rows:,})"
        what = f"null, {kind}: incidents a week, the worst of n = 50 to 5,000"
        lines.append(Line("5", what, f"<= {band}", told, worst.a_week <= band))
    return lines, found


def _a_week(null: Null) -> float:
    return null.a_week


def _measure(kind: str, rows: int, budget: float) -> Null:
    counts = [_incidents(null_stream(kind, rows, seed), budget) for seed in range(RUNS[rows])]
    rate = np.array(counts) / (DAYS / 7)
    return Null(kind, rows, budget, float(rate.mean()), float(rate.std(ddof=1) / rate.size**0.5))


def _incidents(stream: DayStream, budget: float) -> int:
    cut = stream.days[REFERENCE_DAYS]
    judge = Judge.fit(stream.between(stream.days[0], cut), false_alarms_per_week=budget)
    replay = judge.replay(stream.between(cut, stream.days[-1] + timedelta(days=1)))
    return len(incidents(replay.alarms(), lambda alarm: alarm.place))


def _day_effects(kind: str, days: int, rng: np.random.Generator) -> Floats:
    if kind == "iid":
        return np.zeros(days)
    heavy = kind.startswith("t3")
    # t with 3 degrees of freedom has variance 3.
    shocks = rng.standard_t(3, days + 50) / 3**0.5 if heavy else rng.normal(size=days + 50)
    effect = np.zeros(days + 50)
    for day in range(1, days + 50):
        effect[day] = PERSISTENCE * effect[day - 1] + (1 - PERSISTENCE**2) ** 0.5 * shocks[day]
    weekly = rng.normal(size=7)[np.arange(days) % 7]
    return DAY_SD * np.asarray(effect[50:] + weekly)


def _columns(
    n: int, effects: Iterator[Floats], rng: np.random.Generator
) -> Iterator[tuple[str, Values]]:
    """Yield 6 columns of numbers and 3 of categories, each with a day's effect of its own."""
    for name in ("normal 1", "normal 2", "normal 3"):
        yield name, rng.normal(size=n) + next(effects)
    yield "lognormal", np.exp(0.5 * (rng.normal(size=n) + next(effects)))
    yield "counts", rng.poisson(5.0 * np.exp(next(effects) / 5**0.5)).astype(np.float64)
    gaps = rng.normal(size=n)
    gaps[rng.random(n) < _share(0.05, next(effects))] = np.nan
    yield "with gaps", gaps
    for size in (2, 5, 20):
        first = rng.random(n) < _share(0.3, next(effects))
        names = np.array([f"c{i:02}" for i in range(size)], dtype=object)
        yield f"{size} categories", names[np.where(first, 0, rng.integers(1, size, n))]


def _share(usual: float, effect: Floats) -> Floats:
    return np.asarray(1 / (1 + (1 / usual - 1) * np.exp(-effect)))
