"""Intervals of metrics contain the true value as often as they state."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import pytest

from watchkeeper.stats.metric import (
    METRICS,
    BinarySummary,
    MetricResult,
    MulticlassSummary,
    RegressionSummary,
    brier_terms,
    business_value,
    log_loss_terms,
    multiclass_log_loss_terms,
    quantile_loss,
    r2,
    summarise_fit,
    summarise_quantile,
)
from watchkeeper.stats.metric.ranking import (
    RANKING_METRICS,
    mean_over_queries,
    summarise_queries,
)

Floats = npt.NDArray[np.float64]
Law = Callable[..., None]

LEAST = 0.93  # The level of .95 less .02: normal approximations of few rows.


def covered(results: Iterable[MetricResult], true: float) -> tuple[float, int]:
    """Return the share of the intervals that contain *true*, and how many intervals there are."""
    known = [r for r in results if r.lower is not None and r.upper is not None]
    inside = sum(r.lower <= true <= r.upper for r in known)
    return inside / max(len(known), 1), len(known)


# -- binary -----------------------------------------------------------------------------

SCORES = (np.arange(100) + 0.5) / 100
BRIER = np.stack([brier_terms(np.full(100, y), SCORES) for y in (0, 1)])
LOG_LOSS = np.stack([log_loss_terms(np.full(100, y), SCORES) for y in (0, 1)])


def binary(counts: npt.NDArray[np.int64]) -> BinarySummary:
    """Return the summary of rows counted by label (first axis) and score."""
    negatives, positives = counts
    high = SCORES >= 0.5
    n = int(counts.sum())
    return BinarySummary(
        n=n,
        n_positive=positives.sum(),
        positives=positives,
        negatives=negatives,
        single_valued=np.ones(100, dtype=bool),
        score_low=SCORES,
        score_high=SCORES,
        tp=positives[high].sum(),
        fp=negatives[high].sum(),
        fn=positives[~high].sum(),
        tn=negatives[~high].sum(),
        n_probability=n,
        brier_sum=float((counts * BRIER).sum()),
        brier_sumsq=float((counts * BRIER**2).sum()),
        log_loss_sum=float((counts * LOG_LOSS).sum()),
        log_loss_sumsq=float((counts * LOG_LOSS**2).sum()),
    )


def population(base_rate: float, skill: float, shift: float = 0.0) -> Floats:
    """Return shares by label and score: calibrated but for *shift* on the log-odds scale."""
    odds = np.log(SCORES / (1 - SCORES))
    centre = np.log(base_rate / (1 - base_rate))
    weight = np.exp(-((odds - centre + skill**2 / 4) ** 2) / (2 * skill**2)) / SCORES
    chance = 1 / (1 + np.exp(-(odds + shift)))
    shares = np.stack([weight * (1 - chance), weight * chance])
    return shares / shares.sum()


BINARY = {
    "fair": (population(0.3, 1.5), (200, 1000)),
    "too sure": (population(0.3, 1.5, shift=0.8), (200, 1000)),
    "rare": (population(0.03, 1.5), (2000, 10_000)),
    "sharp": (population(0.3, 4.0), (500, 5000)),
}


@pytest.mark.parametrize("name", BINARY)
def test_binary(name: str, law: Law) -> None:
    """Rows of four populations of scores; all metrics of the product on the same rows."""
    shares, sizes = BINARY[name]
    metrics = [m for m in METRICS if m.task == "binary"]
    whole = binary(np.round(shares * 1e12).astype(np.int64))
    rng = np.random.default_rng(1)
    runs = 800
    for n in sizes:
        rows = [binary(c.reshape(2, 100)) for c in rng.multinomial(n, shares.ravel(), runs)]
        for metric in metrics:
            true = metric.call(whole).value
            share, known = covered((metric.call(r) for r in rows), true)
            law(metric.name, f"{name} n={n}", "coverage", share, runs=known, at_least=LEAST)


@pytest.mark.parametrize(
    ("name", "shares"),
    [("fair", (0.2, 0.1, 0.1, 0.6)), ("rare and dear", (0.02, 0.01, 0.005, 0.965))],
)
def test_business_value(name: str, shares: tuple[float, ...], law: Law) -> None:
    """A miss costs 50 times what a false alarm does."""
    worth = {"tp": 10.0, "fp": -1.0, "fn": -50.0, "tn": 0.0}
    true = float(np.dot(shares, list(worth.values())))
    rng = np.random.default_rng(2)
    for n in (200, 1000):
        rows = rng.multinomial(n, shares, 1000)
        cells = (
            BinarySummary(n=n, n_positive=tp + fn, tp=tp, fp=fp, fn=fn, tn=tn)
            for tp, fp, fn, tn in rows
        )
        share, known = covered((business_value(c, **worth) for c in cells), true)
        law("business_value", f"{name} n={n}", "coverage", share, runs=known, at_least=LEAST)


# -- several classes --------------------------------------------------------------------

CLASSES = ("a", "b", "c")
CERTAIN, TORN = 0.9, 0.4


def multiclass(counts: npt.NDArray[np.int64]) -> MulticlassSummary:
    """Return the summary of rows by label, prediction, and how certain the prediction is."""
    terms = 0.0, 0.0
    for (label, prediction, certain), rows in np.ndenumerate(counts):
        top = CERTAIN if certain else TORN
        scores = np.full((1, 3), (1.0 - top) / 2.0)
        scores[0, prediction] = top
        loss = float(multiclass_log_loss_terms(np.array([label]), scores)[0])
        terms = terms[0] + rows * loss, terms[1] + rows * loss**2
    n = int(counts.sum())
    return MulticlassSummary(
        n=n,
        classes=CLASSES,
        confusion=counts.sum(axis=2),
        n_scored=n,
        log_loss_sum=terms[0],
        log_loss_sumsq=terms[1],
    )


@pytest.mark.parametrize("name", ["even", "one rare class"])
def test_multiclass(name: str, law: Law) -> None:
    """Three classes alike, or one of them with one row in fifty."""
    labels = np.array([1 / 3, 1 / 3, 1 / 3] if name == "even" else [0.6, 0.38, 0.02])
    answers = np.array([[0.8, 0.15, 0.05], [0.1, 0.7, 0.2], [0.1, 0.2, 0.7]])
    certain = np.where(np.eye(3) == 1, 0.7, 0.3)
    shares = (labels[:, None] * answers)[:, :, None] * np.stack([1 - certain, certain], axis=2)
    whole = multiclass(np.round(shares * 1e10).astype(np.int64))
    rng = np.random.default_rng(3)
    for n in (300, 2000):
        draws = rng.multinomial(n, shares.ravel() / shares.sum(), 500).reshape(-1, 3, 3, 2)
        rows = [multiclass(c) for c in draws]
        for metric in (m for m in METRICS if m.task == "multiclass"):
            true = metric.call(whole).value
            share, known = covered((metric.call(r) for r in rows), true)
            law(metric.name, f"{name} n={n}", "coverage", share, runs=known, at_least=LEAST)


# -- regression -------------------------------------------------------------------------


def regression(residual: Floats) -> RegressionSummary:
    """Return the summary of rows with these residuals."""
    return RegressionSummary(
        n=residual.size,
        n_predicted=residual.size,
        residual_sum=float(residual.sum()),
        residual_sumsq=float((residual**2).sum()),
        residual_sum4=float((residual**4).sum()),
        absolute_sum=float(np.abs(residual).sum()),
    )


@pytest.mark.parametrize("name", ["normal", "t with 5 degrees"])
def test_regression(name: str, law: Law) -> None:
    """Residuals that are too high by .3 on average."""
    rng = np.random.default_rng(4)

    def draw(*shape: int) -> Floats:
        raw = rng.normal(size=shape) if name == "normal" else rng.standard_t(5, size=shape)
        return 0.3 + raw

    whole = regression(draw(4_000_000))
    for n in (100, 1000):
        rows = [regression(r) for r in draw(1000, n)]
        for metric in (m for m in METRICS if m.task == "regression"):
            true = metric.call(whole).value
            share, known = covered((metric.call(r) for r in rows), true)
            law(metric.name, f"{name} n={n}", "coverage", share, runs=known, at_least=LEAST)


@pytest.mark.parametrize("name", ["normal", "skewed labels"])
def test_r2(name: str, law: Law) -> None:
    """Four fifths of the variance explained."""
    rng = np.random.default_rng(5)
    for n in (200, 1000):
        results = []
        for _ in range(1000):
            signal = rng.normal(size=n) if name == "normal" else rng.exponential(size=n)
            label = 2.0 * signal + rng.normal(size=n)
            results.append(r2(summarise_fit(label, 2.0 * signal, origin=0.0)))
        share, known = covered(results, 0.8)
        law("r2", f"{name} n={n}", "coverage", share, runs=known, at_least=LEAST)


@pytest.mark.parametrize("quantile", [0.1, 0.5, 0.95])
def test_quantile_loss(quantile: float, law: Law) -> None:
    """Exponential labels, predicted by their true quantile: its loss is (1 - q) * -ln(1 - q)."""
    rng = np.random.default_rng(6)
    at = -np.log1p(-quantile)
    true = (1.0 - quantile) * at
    for n in (1000, 5000):
        results = [
            quantile_loss(
                summarise_quantile(rng.exponential(size=n), np.full(n, at), quantile=quantile)
            )
            for _ in range(1000)
        ]
        share, known = covered(results, true)
        law("quantile_loss", f"q={quantile} n={n}", "coverage", share, runs=known, at_least=LEAST)


# -- rankings ---------------------------------------------------------------------------


@pytest.mark.parametrize("clustered", [False, True])
def test_ranking(clustered: bool, law: Law) -> None:
    """Twelve items a query; users with one to eight queries differ in what they like."""
    rng = np.random.default_rng(7)

    def draw(users: int) -> tuple[Floats, npt.NDArray[np.int64]]:
        sizes = rng.integers(1, 9, users) if clustered else np.ones(users, dtype=np.int64)
        whose = np.repeat(np.arange(users), sizes)
        taste = 0.8 * rng.normal(size=users)[whose, None]
        score = rng.normal(size=(whose.size, 12))
        liked = score + rng.normal(size=score.shape) > 1.2 + taste
        order = np.argsort(-score, axis=1)
        return np.take_along_axis(liked * rng.integers(1, 4, score.shape), order, axis=1), whose

    whole, _ = draw(60_000)
    draws = {n: [draw(n) for _ in range(500)] for n in (50, 400)}
    for metric in RANKING_METRICS:
        summary = summarise_queries(metric.of_queries, whole, 5)
        true = summary.total / summary.queries
        for n, rows in draws.items():
            found = (summarise_queries(metric.of_queries, r, 5, clusters=w) for r, w in rows)
            share, known = covered((mean_over_queries(s) for s in found), true)
            setting = f"users={n}" if clustered else f"queries={n}"
            law(metric.name, setting, "coverage", share, runs=known, at_least=LEAST)
