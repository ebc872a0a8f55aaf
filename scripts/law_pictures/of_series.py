"""What functions of a series find in series whose truth is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from law_pictures.chart import Chart, Line
from watchkeeper.stats.shape import (
    BURN_RULES,
    SeriesMethod,
    burn_alarm,
    burn_rate,
    change_point,
    shape,
)

DAYS = 90
RUNS = 150


def _shape() -> Chart:
    rng = np.random.default_rng(6)
    day = np.arange(DAYS)
    forms = {
        "step": (day >= 45).astype(float),
        "ramp": np.maximum(day - 30, 0) / 59,
        "weekly": np.sin(2 * np.pi * day / 7),
        "pulse": ((day >= 30) & (day < 40)).astype(float),
    }
    sizes = (0.0, 1.0, 2.0, 3.0, 4.0)
    lines = []
    for name, form in forms.items():
        right = []
        for size in sizes:
            series = rng.normal(size=(RUNS, DAYS)) + size * form
            right.append(float(np.mean([shape(x).name == name for x in series])))
        lines.append(Line(name, sizes, right))
    return Chart(
        title="Shapes named right",
        x_title="size of the effect, in standard deviations of a day; 90 days",
        y_title=f"share of {RUNS} series named so (at 0: by chance)",
        lines=lines,
    )


def _change_point() -> Chart:
    rng = np.random.default_rng(7)
    sizes = (0.5, 1.0, 2.0, 3.0, 4.0)
    lines = []
    for n in (20, 90, 200):
        covered = []
        for size in sizes:
            place = rng.integers(n // 5, 4 * n // 5, 4 * RUNS)
            series = rng.normal(size=(place.size, n)) + size * (np.arange(n) >= place[:, None])
            found = [change_point(x) for x in series]
            covered.append(
                np.mean([f.lower <= p <= f.upper for f, p in zip(found, place, strict=True)])
            )
        lines.append(Line(f"{n} values", sizes, covered))
    return Chart(
        title="Coverage of the interval of a change-point",
        x_title="size of the step, in standard deviations of a value",
        y_title="share of intervals with the true place (dashed: stated)",
        lines=lines,
        stated=0.95,
        band=(0.925, 0.975),
    )


def _burn_rate() -> Chart:
    rows = (30, 100, 300, 1000, 3000, 10_000)
    burns = [burn_rate(round(0.06 * n), n, objective=0.99) for n in rows]
    return Chart(
        title="Limits of a burn of 6",
        x_title="labels in the window; 6 % wrong of 1 % allowed",
        y_title="burn and its limits at 90 %",
        lines=[
            Line("burn", rows, [b.value for b in burns]),
            Line("lower limit", rows, [b.lower for b in burns]),
            Line("upper limit", rows, [b.upper for b in burns]),
        ],
        log_x=True,
    )


def _burn_alarm() -> Chart:
    rng = np.random.default_rng(8)
    rates = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
    lines = []
    for place, rule in enumerate(BURN_RULES):
        fired = []
        for rate in rates:
            errors = rng.binomial(20, rate, (RUNS // 3, 12 * 72))
            verdicts = [
                burn_alarm(e, np.full(e.size, 20), objective=0.99, period=8640)[place]
                for e in errors
            ]
            fired.append(float(np.mean([v.state == "firing" for v in verdicts])))
        lines.append(Line(f"burn {rule.burn:g} over {720 * rule.long:g} h", rates, fired))
    return Chart(
        title="When each rule fires",
        x_title="share of errors, all the time; .01 allowed; 20 labels in 5 minutes",
        y_title=f"share of {RUNS // 3} streams",
        lines=lines,
        log_x=True,
    )


DRAWN: dict[str, Callable[[], Chart]] = {
    "shape": _shape,
    "change_point": _change_point,
    "burn_rate": _burn_rate,
    "burn_alarm": _burn_alarm,
}


def picture(method: SeriesMethod) -> Chart:
    """Return what the function finds against what is there."""
    return DRAWN[method.name]()
