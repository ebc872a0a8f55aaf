"""How often an interval contains the true value."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from law_pictures.chart import Chart, Line
from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.interval import IntervalMethod

SIZES = (20, 50, 200, 1000)
RUNS = 500
Drawn = tuple[tuple[Any, ...], float]


def _share(p: float) -> Callable[[np.random.Generator, int], Drawn]:
    return lambda rng, n: ((int(rng.binomial(n, p)), n), p)


def _two_shares(rng: np.random.Generator, n: int) -> Drawn:
    return ((int(rng.binomial(n, 0.9)), n, int(rng.binomial(n, 0.8)), n), -0.1)


def _scores(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    label = np.arange(n) % 2
    return label, rng.normal(size=n) + 1.2 * label


# The area under the curve of two normals 1.2 apart.
_AREA = 0.5 * (1.0 + math.erf(1.2 / 2.0))


def _area(rng: np.random.Generator, n: int) -> Drawn:
    label, score = _scores(rng, n)
    positive, negative = score[label == 1], score[label == 0]
    area = float((positive[:, None] > negative).mean())
    return (area, positive.size, negative.size), _AREA


def _area_of_rows(rng: np.random.Generator, n: int) -> Drawn:
    return _scores(rng, n), _AREA


def _two_areas(rng: np.random.Generator, n: int) -> Drawn:
    label, score = _scores(rng, n)
    return (label, score, rng.normal(size=n) + 1.2 * label), 0.0


def _sums(draw: Callable[[np.random.Generator, int], np.ndarray], truth: float) -> Any:
    def drawn(rng: np.random.Generator, n: int) -> Drawn:
        x = draw(rng, n)
        return (n, float(x.sum()), float(np.square(x).sum())), truth

    return drawn


def _two_sums(rng: np.random.Generator, n: int) -> Drawn:
    right = rng.random(n) < 0.5
    rows = np.stack([right * (rng.random(n) < 0.8), right]).astype(float)
    return (n, rows.sum(axis=1), rows @ rows.T), 0.8


def _weighted_share(rng: np.random.Generator, n: int) -> Drawn:
    weight = rng.choice([1.0, 4.0], n)
    right = rng.random(n) < 0.9
    share = float(weight @ right / weight.sum())
    error = float(np.sqrt(np.square(weight * (right - share)).sum())) / float(weight.sum())
    return (share, error, weight), 0.9


def _clusters(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return rows by cluster, and the values and places of all rows; clusters differ by .5."""
    rows = rng.integers(5, 20, max(n // 10, 2))
    cluster = np.repeat(np.arange(rows.size), rows)
    return (
        rows,
        rng.normal(0.0, 0.5, rows.size)[cluster] + rng.normal(3.0, 1.0, cluster.size),
        cluster,
    )


def _clustered_mean(rng: np.random.Generator, n: int) -> Drawn:
    rows, values, cluster = _clusters(rng, n)
    return (rows, np.bincount(cluster, weights=values), float(np.square(values).sum())), 3.0


def _clustered_ratio(rng: np.random.Generator, n: int) -> Drawn:
    rows, values, cluster = _clusters(rng, n)
    pairs = np.stack([values, np.ones(values.size)])
    sums = np.stack([np.bincount(cluster, weights=x) for x in pairs], axis=1)
    return (rows, sums, pairs @ pairs.T), 3.0


# By interval: what is drawn, and how; a line of the picture each.
RECIPES: dict[str, tuple[tuple[str, Callable[[np.random.Generator, int], Drawn]], ...]] = {
    "wilson": (("share .5", _share(0.5)), ("share .9", _share(0.9)), ("share .98", _share(0.98))),
    "clopper_pearson": (
        ("share .5", _share(0.5)),
        ("share .9", _share(0.9)),
        ("share .98", _share(0.98)),
    ),
    "difference_of_proportions": (("shares .9 and .8", _two_shares),),
    "auc": (("area .80", _area),),
    "delong": (("area .80", _area_of_rows),),
    "delong_difference": (("two scores of equal area", _two_areas),),
    "mean": (
        ("normal", _sums(lambda rng, n: rng.normal(3.0, 1.0, n), 3.0)),
        ("exponential", _sums(lambda rng, n: rng.exponential(1.0, n), 1.0)),
    ),
    "positive_mean": (
        ("exponential", _sums(lambda rng, n: rng.exponential(1.0, n), 1.0)),
        ("squares of normals", _sums(lambda rng, n: np.square(rng.normal(size=n)), 1.0)),
    ),
    "effective_wilson": (("share .9, weights 1 and 4", _weighted_share),),
    "clustered_mean": (("about ten rows a cluster", _clustered_mean),),
    "clustered_ratio": (("about ten rows a cluster", _clustered_ratio),),
    "bootstrap": (("mean, exponential", lambda rng, n: ((rng.exponential(1.0, n),), 1.0)),),
    "ratio": (("share .8 of half of the rows", _two_sums),),
}


def picture(method: IntervalMethod) -> Chart:
    """Return the share of intervals that contain the true value, by rows; unknown left out."""
    rng = np.random.default_rng(3)
    lines = [
        Line(label, SIZES, [_covered(method, rng, draw, n) for n in SIZES])
        for label, draw in RECIPES[method.name]
    ]
    reach = 2.8 * math.sqrt(0.95 * 0.05 / RUNS)
    return Chart(
        title=f"{method.name}: coverage at 95 %",
        x_title="rows",
        y_title=f"share of intervals with the true value (band: chance, {RUNS} runs)",
        lines=lines,
        stated=0.95,
        band=(0.95 - reach, min(1.0, 0.95 + reach)),
        log_x=True,
    )


def _covered(method: IntervalMethod, rng: np.random.Generator, draw: Any, n: int) -> float:
    inside = []
    for _ in range(RUNS):
        arguments, truth = draw(rng, n)
        try:
            interval = method.call(*arguments)
        except NotEnoughData:
            continue
        inside.append(interval.lower <= truth <= interval.upper)
    return float(np.mean(inside)) if inside else math.nan
