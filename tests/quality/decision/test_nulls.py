"""Streams in which nothing happens: how often the procedure cries wolf."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

DAYS, REFERENCE, RUNS = 84, 31, 6
WEEKS = RUNS * DAYS / 7


def alarms(kind: str, seed: int, windows: Any, start: Any, judge: Any) -> int:
    """Return the incidents (gap > 2 days) of 12 columns' means, and of their missing values."""
    rng = np.random.default_rng(seed)
    days = REFERENCE + DAYS
    values: dict[str, list[float]] = {}
    for c in range(12):
        shocks = rng.standard_t(3, days) / 3**0.5 if kind == "t3" else rng.normal(size=days)
        effect = 0.0 if kind == "iid" else 0.3 * shocks
        values[f"c{c}.mean"] = (effect + rng.normal(0, 1000**-0.5, days)).tolist()
        share = np.clip(0.05 * (1 + np.broadcast_to(effect, days)), 0, 1)
        values[f"c{c}.missing"] = (rng.binomial(1000, share) / 1000).tolist()
    series = windows(values)
    history = start(_cut(series, 0, REFERENCE), tests_per_week=7.0 * 24)
    found = judge(history, _cut(series, REFERENCE, days))
    levels = np.array([judged.level for judged in found]).reshape(DAYS, 12, 2).max(2) >= 2
    recent = [levels[max(t - 2, 0) : t].any(0) for t in range(DAYS)]
    return int((levels & ~np.array(recent)).sum())


def _cut(series: Any, first: int, end: int) -> Any:
    part = slice(first, end)
    return type(series)(
        series.keys,
        series.value[part],
        series.rows[part],
        series.variance[part],
        series.shape[part],
        series.groups,
    )


@pytest.mark.parametrize(("kind", "a_week"), [("iid", 0.15), ("normal", 0.3), ("t3", 1.0)])
def test_incidents_a_week_where_nothing_happens(
    kind: str, a_week: float, windows: Any, start: Any, judge: Any
) -> None:
    """At most the stated rate in 72 weeks, at three Monte-Carlo standard errors (Poisson).

    Days with heavy tails (Student, 3 degrees of freedom) keep to the budget of one a week,
    though the limit assumes 8.
    """
    count = sum(alarms(kind, seed, windows, start, judge) for seed in range(RUNS))
    stated = a_week * WEEKS

    assert count <= stated + 3 * math.sqrt(stated)
