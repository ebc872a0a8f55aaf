"""The procedure written a second time: one series, plain numbers, as docs/decision.md says it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats

from watchkeeper.quality.decision import DecisionSettings, MeasureName, SeriesKey, WindowSeries

SETTINGS = DecisionSettings(tests_per_week=70.0)
LAGS = ((1, 2, 3, 4, 5, 6, 7), (7, 14, 21, 28))
NEEDS = (7, 3, 1)


@dataclass
class Row:
    """One window: value, rows, variance of its rows, and whether it may serve as a baseline."""

    y: float
    n: float
    s2: float
    clean: bool = True


@dataclass
class ByTheText:
    """One series of a column of its own, judged as the text says."""

    measure: MeasureName
    past: list[Row] = field(default_factory=list)
    reference: list[Row] = field(default_factory=list)
    memory: list[list[tuple[float, float, float]]] = field(default_factory=lambda: [[], [], []])
    last: list[float] = field(default_factory=lambda: [math.nan] * 3)
    worst: list[float] = field(default_factory=lambda: [0.0] * 3)
    open_for: int = 0
    incumbent: int | None = None

    def baseline(self, b: int) -> list[Row]:
        if b == 0:
            return self.reference
        ago = (len(self.past) - lag for lag in LAGS[b - 1])
        return [self.past[t] for t in ago if t >= 0 and self.past[t].clean]

    def off(self, b: int, row: Row) -> tuple[float, float]:
        """Return d and v against baseline *b*; NaN with too few windows."""
        base = self.baseline(b)
        if len(base) < NEEDS[b]:
            return math.nan, math.nan
        count = sum(r.n for r in base)
        if self.measure == "missing":
            q = (sum(r.y * r.n for r in base) + 0.5) / (count + 1)
            unit = q * (1 - q)
        elif self.measure == "mean":
            unit = sum(r.s2 * r.n for r in base) / count
        else:
            unit = {"spread": 0.5, "volume": 1.0}[self.measure]
        d = row.y - sum(r.y for r in base) / len(base)
        return d, unit / row.n + unit * sum(1 / r.n for r in base) / len(base) ** 2

    def learn(self, row: Row) -> None:
        now = [self.off(b, row) for b in range(3)]
        self.remember(now)
        self.last = [d for d, _ in now]
        self.past.append(row)
        self.reference.append(row)

    def remember(self, now: list[tuple[float, float]]) -> None:
        for b, (d, v) in enumerate(now):
            if math.isfinite(d):
                self.memory[b].append((d, v, self.shared(d, self.last[b])))
                self.memory[b] = self.memory[b][-90:]

    def shared(self, d: float, before: float) -> float:
        alike = math.isfinite(before) and np.sign(d) == np.sign(before)
        return min(abs(d), abs(before)) if alike else 0.0

    def limits(self, b: int, v: float) -> tuple[float, float, float, float]:
        """Return L, the limit of pairs, tq S and the dispersion."""
        memory = self.memory[b]
        windows = len(memory)
        m = sum(d * d for d, _, _ in memory) / windows
        vm = sum(u for _, u, _ in memory) / windows
        phi = m / vm
        s = math.sqrt(max(m - vm, 0) + min(1, max(phi, 0.25)) * v)
        tq = quantile(windows)
        pairs = [p for _, _, p in memory if p > 0]
        sp = math.sqrt(sum(p * p for p in pairs) / max(len(pairs), 1) * s * s / m)
        largest = max(abs(d) for d, _, _ in memory)
        single = max(tq * s, 1.25 * largest)
        return single, max(tq * sp, 1.25 * max(pairs, default=0.0)), tq * s, phi

    def choose(self, now: list[tuple[float, float]]) -> int | None:
        scores = {}
        for b, (d, _) in enumerate(now):
            if math.isfinite(d) and len(self.memory[b]) >= 14:
                m = float(np.mean([u * u for u, _, _ in self.memory[b]]))
                scores[b] = m * (0.83 if b == self.incumbent else 1)
        return min(scores, key=lambda b: scores[b]) if scores else None

    def judge(self, row: Row) -> int:
        """Return the level, 0 to 3."""
        now = [self.off(b, row) for b in range(3)]
        b = self.choose(now)
        level = 1 if b is None else self.level(b, row, now[b])
        self.update(row, now, b, level)
        return level

    def level(self, b: int, row: Row, now: tuple[float, float]) -> int:
        d, v = now
        single, pair, _, phi = self.limits(b, v)
        rule = SeriesKey("x", self.measure).rule
        ease = 0.8 if self.open_for else 1.0
        sided = d if rule.increases_only else abs(d)
        shared = self.shared(d, self.last[b])
        if rule.increases_only and d < 0:
            shared = 0.0
        chance = self.by_chance(row)
        beyond = (sided > single * ease and chance <= SETTINGS.alpha) or (
            shared > pair * ease and chance <= math.sqrt(SETTINGS.alpha)
        )
        if not beyond or abs(d) < rule.warning * ease:
            return 0
        sure = len(self.memory[b]) >= 28 or abs(d) >= rule.gross
        capped = rule.capped == "overdispersed" and phi > 5
        enough = not capped or sided > 1.5 * single
        return 3 if abs(d) >= rule.critical and sure and enough else 2

    def by_chance(self, row: Row) -> float:
        """Return how likely so many missing values are, if rows were independent."""
        if self.measure != "missing":
            return 0.0
        chances = []
        for base in (self.baseline(b) for b in range(3)):
            rows, count = sum(r.n for r in base), sum(r.y * r.n for r in base)
            if rows:
                law = stats.nbinom(count + 0.5, rows / (rows + row.n))
                chances.append(float(law.sf(round(row.y * row.n) - 1)))
        return min(chances)

    def update(self, row: Row, now: list[tuple[float, float]], b: int | None, level: int) -> None:
        if level >= 2:
            self.worst = [
                max(w, abs(d)) if math.isfinite(d) else w
                for w, (d, _) in zip(self.worst, now, strict=True)
            ]
            self.open_for += 1
        elif self.open_for:
            self.take_worst(now)
            self.open_for = 0
        if level < 2:
            self.remember(now)
            self.incumbent = self.incumbent if b is None else b
        row.clean = level < 2
        self.past.append(row)
        self.last = [d for d, _ in now]
        if self.open_for == 7:
            self.absorb(now)

    def take_worst(self, now: list[tuple[float, float]]) -> None:
        """Remember the largest difference of the incident once, clipped."""
        for b, w in enumerate(self.worst):
            if w > 0 and self.memory[b]:
                v = now[b][1] if math.isfinite(now[b][1]) else 0.0
                # Without a variance of this window the limit has only what days add.
                _, _, reach, _ = self.limits(b, v)
                largest = max(abs(d) for d, _, _ in self.memory[b])
                self.memory[b].append((min(w, 2 * max(reach, largest)), v, 0.0))
                self.memory[b] = self.memory[b][-90:]
        self.worst = [0.0] * 3

    def absorb(self, now: list[tuple[float, float]]) -> None:
        self.take_worst(now)
        for row in self.past:
            row.clean = False
        for row in self.past[-7:]:
            row.clean = True
        self.reference = self.past[-7:]
        self.last = [math.nan] * 3
        self.open_for = 0


def stream(measure: MeasureName, seed: int) -> list[Row]:
    """Return 160 windows with days of their own, a burst, a lasting change and odd sizes."""
    rng = np.random.default_rng(seed)
    days = rng.standard_t(4, 160) * 0.1 + 0.1 * rng.normal(size=7)[np.arange(160) % 7]
    days[70:72] += 3.0
    days[100:] += 2.0
    sizes = rng.integers(40, 400, 160).astype(float)
    if measure == "volume":
        sizes = np.rint(300 * np.exp(days))
    y = {"missing": 0.02 * np.exp(days), "volume": np.log(sizes)}.get(measure, days)
    return [Row(float(a), float(n), 1.0) for a, n in zip(y, sizes, strict=True)]


def first_windows(series: WindowSeries, count: int) -> WindowSeries:
    """Return the beginning of *series*."""
    return replace(
        series,
        value=series.value[:count],
        rows=series.rows[:count],
        variance=series.variance[:count],
        shape=series.shape[:count],
    )


@cache
def quantile(windows: int) -> float:
    """Return the Student quantile for a memory of *windows*."""
    df = min(max(windows / 3 - 1, 1), 8)
    return float(stats.t.ppf(1 - SETTINGS.alpha / 2, df))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("measure", ["missing", "mean", "spread", "volume"])
def test_levels_agree_window_by_window(
    measure: MeasureName, seed: int, windows: Any, start: Any
) -> None:
    """Both versions, on a stream with incidents, an accepted change and quiet stretches."""
    rows = stream(measure, seed)
    name = "volume" if measure == "volume" else f"x.{measure}"
    series = windows({name: [r.y for r in rows]})
    series.rows[:] = np.array([[r.n] for r in rows])
    text = ByTheText(measure)
    for row in rows[:31]:
        text.learn(row)
    history = start(first_windows(series, 31))

    expected = [text.judge(row) for row in rows[31:]]
    found = [int(history.judge(series.window(i)).level[0]) for i in range(31, 160)]

    assert found == expected
    # The stream is worth judging: quiet, loud, and quiet again at another level.
    assert {0, 3} <= set(expected)
    assert expected[-20:].count(0) > 10
