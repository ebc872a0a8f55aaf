"""How often a test rejects without drift and with some, by the number of rows."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri

from law_pictures.chart import Chart, Line
from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.two_sample import TwoSampleTest

ALPHA = 0.05
SHIFTS = (0.0, 0.2, 0.5)


def picture(test: TwoSampleTest) -> Chart:
    """Return the share of p-values below .05, by rows a side; those without answer left out."""
    by_permutation = getattr(test, "least_p", 0.0) > 0.0
    sizes, runs = ((30, 60, 120), 80) if by_permutation else ((50, 200, 1000, 5000), 400)
    rng = np.random.default_rng(2)
    lines = []
    for shift in SHIFTS:
        shares = [_rejected(test, rng, n, shift, runs) for n in sizes]
        label = "no drift" if shift == 0.0 else f"shift of {shift} s.d."
        lines.append(Line(label, sizes, shares))
    reach = 2.8 * math.sqrt(ALPHA * (1 - ALPHA) / runs)
    silent = f"; silent up to {test.tolerates:g}" if test.tolerates else ""
    return Chart(
        title=f"{test.name}: rejections at 5 %",
        x_title="rows a side",
        y_title=f"share rejected at .05 (band: what chance does to {runs} runs){silent}",
        lines=lines,
        band=(max(0.0, ALPHA - reach), ALPHA + reach),
        log_x=True,
    )


def _rejected(
    test: TwoSampleTest, rng: np.random.Generator, n: int, shift: float, runs: int
) -> float:
    p_values = []
    for _ in range(runs):
        then, now = rng.normal(size=n), rng.normal(shift, 1.0, size=n)
        pair = (then, now) if test.on == "values" else (_binned(then, test), _binned(now, test))
        try:
            p_values.append(test.call(*pair).p_value)
        except NotEnoughData:
            continue
    return float(np.mean(np.array(p_values) <= ALPHA)) if p_values else math.nan


def _binned(values: np.ndarray, test: TwoSampleTest) -> np.ndarray:
    bins = test.bins or 10
    edges = ndtri(np.linspace(0, 1, bins + 1)[1:-1])
    return np.bincount(np.searchsorted(edges, values), minlength=bins)
