"""How often the interval of a metric contains the true one."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from law_pictures.chart import Chart, Line
from watchkeeper.performance import ClassRows, ValueRows, edges_from_scores, summarise
from watchkeeper.performance.summarise import NO_EDGES
from watchkeeper.stats.metric import Metric, MetricResult

SIZES = (50, 200, 1000)
RUNS = 400
MANY = 400_000


def picture(metric: Metric) -> Chart:
    """Return coverage by labelled rows, and the share of windows without answer where any is."""
    rng = np.random.default_rng(4)
    truth = _results(metric, rng, MANY, 1)[0].value
    assert truth is not None
    covered, silent = [], []
    for n in SIZES:
        found = _results(metric, rng, n, RUNS)
        inside = [
            r.lower <= truth <= r.upper
            for r in found
            if r.lower is not None and r.upper is not None
        ]
        covered.append(float(np.mean(inside)) if inside else math.nan)
        silent.append(1.0 - len(inside) / RUNS)
    lines = [Line("interval has the true value", SIZES, covered)]
    if any(silent):
        lines.append(Line("no interval stated", SIZES, silent))
    reach = 2.8 * math.sqrt(0.95 * 0.05 / RUNS)
    return Chart(
        title=f"{metric.name} ({metric.task}): coverage at 95 %",
        x_title="labelled rows",
        y_title=f"share of {RUNS} windows, true value {truth:.3g} (band: chance)",
        lines=lines,
        stated=0.95,
        band=(0.95 - reach, min(1.0, 0.95 + reach)),
        log_x=True,
    )


def _results(metric: Metric, rng: np.random.Generator, n: int, runs: int) -> list[MetricResult]:
    rows = DRAWN[metric.task](rng, n * runs)
    edges = edges_from_scores(rows.scores) if isinstance(rows, ClassRows) else NO_EDGES
    cells = summarise(rows, np.repeat(np.arange(runs), n), runs, edges=edges)
    return [metric.call(cells.summary(run)) for run in range(runs)]


def _binary(rng: np.random.Generator, n: int) -> ClassRows:
    # Two decimals: all windows then share their score bins, and ranks are exact.
    score = np.round(rng.beta(1.0, 2.0, n), 2)
    return ClassRows(
        task="binary",
        classes=("no", "yes"),
        labels=(rng.random(n) < score).astype(np.int64),
        predictions=(score >= 0.5).astype(np.int64),
        scores=score,
    )


def _multiclass(rng: np.random.Generator, n: int) -> ClassRows:
    scores = rng.dirichlet((2.0, 1.0, 0.5), n)
    drawn = (rng.random(n)[:, None] > np.cumsum(scores, axis=1)[:, :2]).sum(axis=1)
    return ClassRows(
        task="multiclass",
        classes=("a", "b", "c"),
        labels=drawn.astype(np.int64),
        predictions=scores.argmax(axis=1),
        scores=scores,
    )


def _regression(rng: np.random.Generator, n: int) -> ValueRows:
    truth = rng.normal(10.0, 3.0, n)
    return ValueRows(labels=truth, predictions=truth + rng.normal(0.5, 1.0, n))


DRAWN: dict[str, Callable[[np.random.Generator, int], ClassRows | ValueRows]] = {
    "binary": _binary,
    "multiclass": _multiclass,
    "regression": _regression,
}
