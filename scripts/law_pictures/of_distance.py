"""A distance against the shift, for few and for many rows."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from law_pictures.chart import Chart, Line
from watchkeeper.stats.distance import Measure

SHIFTS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
EDGES = ndtri(np.linspace(0, 1, 11)[1:-1])


def picture(measure: Measure) -> Chart:
    """Return the mean of the distance over draws, by the shift of a normal column."""
    on_values = measure.on == "values"
    sizes, draws = ((50, 200, 500), 8) if on_values else ((200, 1000, 20_000), 60)
    rng = np.random.default_rng(1)
    lines = []
    for n in sizes:
        means = []
        for shift in SHIFTS:
            found = []
            for _ in range(draws):
                then, now = rng.normal(size=n), rng.normal(shift, 1.0, size=n)
                pair = (then, now) if on_values else (counts(then), counts(now))
                found.append(measure.call(*pair))
            means.append(float(np.mean(found)))
        lines.append(Line(f"{n:,} rows a side", SHIFTS, means))
    kind = "values" if on_values else "ten bins of equal share"
    return Chart(
        title=f"{measure.name} against the shift",
        x_title="shift of the mean, in standard deviations",
        y_title=f"mean of {measure.name} on {kind}, {measure.unit}",
        lines=lines,
    )


def counts(values: np.ndarray) -> np.ndarray:
    """Return the rows by bin."""
    return np.bincount(np.searchsorted(EDGES, values), minlength=10)
