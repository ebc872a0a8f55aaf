"""Metrics of partly labelled rows cover the truth wherever they say that the labels are enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from scipy.special import expit, logit, ndtri
from sklearn import metrics

from watchkeeper.stats import estimate as weighted
from watchkeeper.stats.estimate import Estimate

ROWS, BUDGET, RUNS = 10_000, 500, 160
# Half of the labels evenly, half at the edge; N and B as in the table of the rare-error trap.


class Drawn(NamedTuple):
    """One window, its labels and its scores as the model states them."""

    label: np.ndarray
    chance_of_positive: np.ndarray
    score: np.ndarray
    decision: np.ndarray
    inclusion: np.ndarray
    labelled: np.ndarray


def moderate(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return chances of a positive with an area of .88."""
    return expit(-1.5 + 2.2 * rng.normal(size=n))


def near_perfect(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return chances with an area of .996: a few errors far from the edge."""
    return expit(np.where(rng.random(n) < 0.1, 6.0, -7.0) + 1.5 * rng.normal(size=n))


def draw(rng: np.random.Generator, p: np.ndarray, slope: float) -> Drawn:
    """Return a window whose scores are those chances, or overconfident by *slope*."""
    score = expit(slope * logit(p))
    chance = weighted.inclusion(np.maximum(score, 1.0 - score), budget=BUDGET)
    label = (rng.random(p.size) < p).astype(float)
    drawn = rng.random(p.size) < chance
    return Drawn(label, p, score, (p > 0.5).astype(float), chance, drawn)


def truth_of(make: Callable[..., np.ndarray], slope: float) -> dict[str, float]:
    """Return every metric of 2,000,000 rows, each counted by its chance of a positive."""
    p = make(np.random.default_rng(1), 2_000_000)
    d, score = p > 0.5, expit(slope * logit(p))
    tp, fp = np.mean(p * d), np.mean((1 - p) * d)
    fn, tn = np.mean(p * ~d), np.mean((1 - p) * ~d)
    recall, specificity = tp / (tp + fn), tn / (tn + fp)
    order = np.argsort(p)
    up, down = p[order], 1 - p[order]
    root = np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return {
        "accuracy": tp + tn,
        "precision": tp / (tp + fp),
        "recall": recall,
        "specificity": specificity,
        "f_beta": 2 * tp / (2 * tp + fp + fn),
        "balanced_accuracy": (recall + specificity) / 2,
        "mcc": (tp * tn - fp * fn) / root,
        "roc_auc": float(np.sum(up * (np.cumsum(down) - down / 2)) / up.sum() / down.sum()),
        "brier": float(np.mean(p * (1 - score) ** 2 + (1 - p) * score**2)),
        "log_loss": float(np.mean(-p * np.log(score) - (1 - p) * np.log1p(-score))),
    }


def ask(name: str, d: Drawn, *, scored: bool) -> Estimate:
    """Return the estimate of that name."""
    said = {"roc_auc": d.chance_of_positive, "brier": d.score, "log_loss": d.score}
    score = d.score if scored else None
    call = getattr(weighted, name)
    return call(d.label, said.get(name, d.decision), d.inclusion, d.labelled, score=score)  # type: ignore[no-any-return]


def settled(
    law: Callable[..., None],
    name: str,
    setting: str,
    answers: list[tuple[Estimate, bool]],
) -> None:
    """Keep coverage among answers that are enough; how many are not is a row of its own."""
    sure = [inside for e, inside in answers if e.enough]
    unknown = 1.0 - len(sure) / len(answers)
    law(name, setting, "unknown", unknown, runs=len(answers), between=(0.0, 1.0), stated="counted")
    if len(sure) >= 50:
        law(name, setting, "coverage", float(np.mean(sure)), runs=len(sure), at_least=0.93)


POPULATIONS = {"moderate": moderate, "near-perfect": near_perfect}


@pytest.mark.parametrize("slope", [1.0, 2.0], ids=["calibrated", "overconfident"])
@pytest.mark.parametrize("population", POPULATIONS)
def test_coverage_and_the_rare_error_trap(
    population: str, slope: float, law: Callable[..., None]
) -> None:
    """With scores and without; the interval that comes with "not enough" covers as well."""
    make = POPULATIONS[population]
    truth, rng = truth_of(make, slope), np.random.default_rng(2)
    windows = [draw(rng, make(rng, ROWS), slope) for _ in range(RUNS)]
    kind = "calibrated" if slope == 1.0 else "overconfident"
    for name, true in truth.items():
        for scored in (True, False):
            answers = [ask(name, d, scored=scored) for d in windows]
            judged = [(e, e.lower <= true <= e.upper) for e in answers]
            setting = f"{population} {kind}, {'scores' if scored else 'labels only'}"
            settled(law, name, setting, judged)
            if scored:
                every = float(np.mean([inside for _, inside in judged]))
                law(name, setting, "coverage, all", every, runs=RUNS, at_least=0.93)


WILSON = [(0.996, 500), (0.65, 500), (0.65, 150), (0.864, 1000)]


@pytest.mark.parametrize(("precision", "budget"), WILSON)
def test_precision_by_wilson_where_wald_fails(
    precision: float, budget: int, law: Callable[..., None]
) -> None:
    """The table of effective rows: labels drawn at the edge, scores not used."""
    rng, runs = np.random.default_rng(3), 500
    inside = wald = 0
    for _ in range(runs):
        score = rng.beta(0.7, 0.7, 4000)
        chance = weighted.inclusion(np.maximum(score, 1 - score), budget=budget * 0.4)
        d = (score > 0.5).astype(float)
        y = (rng.random(4000) < np.where(d == 1.0, precision, 0.1)).astype(float)
        labelled = rng.random(4000) < chance
        e = weighted.precision(y, d, chance, labelled)
        inside += e.lower <= precision <= e.upper
        wald += abs(e.value - precision) <= 1.96 * e.standard_error
    setting = f"precision {precision}, {budget} labels of 10,000"
    law("precision", setting, "coverage", inside / runs, runs=runs, at_least=0.93)
    if precision > 0.99:
        law(
            "value ± 2 s.e.",
            setting,
            "coverage",
            wald / runs,
            runs=runs,
            at_most=0.8,
            stated="fails: at most .8",
        )


@pytest.mark.parametrize("labelled_share", [1.0, 0.5])
def test_few_errors_among_evenly_drawn_labels(
    labelled_share: float, law: Callable[..., None]
) -> None:
    """Some 30 positives or 2 to 10 errors among the labels: all metrics answer, and cover."""
    rng, runs = np.random.default_rng(8), 300
    for rows, positive, miss, false_alarm in ((600, 0.1, 0.1, 0.02), (200, 0.5, 0.02, 0.02)):
        tp, fn = positive * (1 - miss), positive * miss
        fp, tn = (1 - positive) * false_alarm, (1 - positive) * (1 - false_alarm)
        truth = {
            "accuracy": tp + tn,
            "precision": tp / (tp + fp),
            "recall": 1 - miss,
            "specificity": 1 - false_alarm,
            "f_beta": 2 * tp / (2 * tp + fn + fp),
            "balanced_accuracy": 1 - (miss + false_alarm) / 2,
            "mcc": (tp * tn - fn * fp) / np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)),
        }
        inside = dict.fromkeys(truth, 0)
        for _ in range(runs):
            y = rng.random(rows) < positive
            d = np.where(y, rng.random(rows) > miss, rng.random(rows) < false_alarm)
            drawn = rng.random(rows) < labelled_share
            for name, true in truth.items():
                e = getattr(weighted, name)(y, d, np.full(rows, labelled_share), drawn)
                inside[name] += e.enough and e.lower <= true <= e.upper
        for name, hits in inside.items():
            n = rows * labelled_share
            setting = f"even labels {n:.0f}, errors {n * (fn + fp):.0f}"
            law(name, setting, "coverage", hits / runs, runs=runs, at_least=0.93)


def test_area_with_few_positives(law: Callable[..., None]) -> None:
    """All rows labelled: where DeLong's interval falls short this one does not."""
    rng, runs = np.random.default_rng(9), 300
    for positives, area in ((12, 0.95), (20, 0.98), (50, 0.75)):
        label = np.repeat([1.0, 0.0], [positives, 300])
        shift = float(np.sqrt(2.0) * ndtri(area))
        inside = 0
        for _ in range(runs):
            score = rng.normal(size=label.size) + shift * label
            e = weighted.roc_auc(label, score, np.ones(label.size), np.ones(label.size))
            inside += e.lower <= area <= e.upper
        setting = f"even labels, {positives} positives of {label.size}, area {area}"
        law("roc_auc", setting, "coverage", inside / runs, runs=runs, at_least=0.93)


def test_calibration_error(law: Callable[..., None]) -> None:
    """Of calibrated forecasts and of others; a bound, so it may cover more."""
    rng = np.random.default_rng(4)
    for power in (1.0, 1.6):
        inside = 0
        runs = 250
        for _ in range(runs):
            p = rng.beta(1.0, 1.5, 4000)
            y, chance = (rng.random(4000) < p).astype(float), rng.uniform(0.05, 0.4, 4000)
            r, seen = p**power, rng.random(4000) < chance
            bins = np.searchsorted(np.quantile(r, np.linspace(0, 1, 11)[1:-1]), r, side="right")
            true = np.abs(np.bincount(bins, p - r)).sum() / 4000
            e = weighted.calibration_error(y, r, chance, seen)
            inside += e.lower <= true <= e.upper
        law(
            "calibration_error",
            f"forecast p**{power}",
            "coverage",
            inside / runs,
            runs=runs,
            at_least=0.95,
        )


def test_numbers(law: Callable[..., None]) -> None:
    """Absolute, squared, mean and quantile errors, with a model of the error and without."""
    rng, runs = np.random.default_rng(5), 400
    q = 0.8
    # Errors are normal, s.d. s with s**2 = g; g gamma of shape 4 and mean 1.
    root = np.sqrt(rng.gamma(4.0, 0.25, 2_000_000)).mean()
    at = 0.3
    big = at + np.sqrt(rng.gamma(4.0, 0.25, 2_000_000)) * rng.normal(size=2_000_000)
    truth = {
        "mae": np.abs(big).mean(),
        "rmse": np.sqrt(1.0 + at**2),
        "bias": at,
        "quantile_loss": np.maximum((1 - q) * big, -q * big).mean(),
    }
    inside = dict.fromkeys([(n, k) for n in truth for k in (True, False)], 0)
    for _ in range(runs):
        s = np.sqrt(rng.gamma(4.0, 0.25, 3000))
        error = at + s * rng.normal(size=3000)
        chance = np.clip(0.05 + 0.1 * s, 0.0, 1.0)
        seen = rng.random(3000) < chance
        foreseen = {"mae": 0.8 * s, "rmse": s**2, "bias": 0.3 + 0 * s, "quantile_loss": 0.4 * s}
        for name, has_model in inside:
            more = {"quantile": q} if name == "quantile_loss" else {}
            expected = foreseen[name] if has_model else None
            call = getattr(weighted, name)
            e = call(np.zeros(3000), error, chance, seen, expected=expected, **more)
            inside[name, has_model] += e.lower <= truth[name] <= e.upper
    assert root < 1.0
    for (name, has_model), hits in inside.items():
        setting = "N=3000, " + ("expected errors" if has_model else "labels only")
        law(name, setting, "coverage", hits / runs, runs=runs, at_least=0.93)


def test_paired_difference(law: Callable[..., None]) -> None:
    """Two versions, one of which decides at the wrong place."""
    rng, runs = np.random.default_rng(6), 300
    p = moderate(rng, 2_000_000)
    first, second = p > 0.5, p > 0.3
    truth = {
        "accuracy": float(np.mean((2 * p - 1) * first) - np.mean((2 * p - 1) * second)),
        "f1": f1_of(p, first) - f1_of(p, second),
    }
    answers: dict[str, list[tuple[Estimate, bool]]] = {name: [] for name in truth}
    for _ in range(runs):
        d = draw(rng, moderate(rng, 5000), 1.0)
        for name, true in truth.items():
            e = weighted.paired_difference(
                d.label,
                d.decision,
                d.chance_of_positive > 0.3,
                d.inclusion,
                d.labelled,
                metric=name,
                score=d.score,
            )
            answers[name].append((e, e.lower <= true <= e.upper))
    for name, judged in answers.items():
        settled(law, "paired_difference", f"{name}, N=5000 B={BUDGET}", judged)


def f1_of(p: np.ndarray, decision: np.ndarray) -> float:
    """Return F1, each row counted by its chance of a positive."""
    return float(2 * np.sum(p * decision) / (np.sum(decision) + np.sum(p)))


def test_truth_is_that_of_drawn_labels() -> None:
    """The expected metrics of a law agree with scikit-learn on labels that were drawn."""
    rng = np.random.default_rng(7)
    p = moderate(np.random.default_rng(1), 500_000)
    y = rng.random(p.size) < p
    truth = truth_of(moderate, 1.0)

    assert truth["roc_auc"] == pytest.approx(metrics.roc_auc_score(y, p), abs=3e-3)
    assert truth["mcc"] == pytest.approx(metrics.matthews_corrcoef(y, p > 0.5), abs=6e-3)
    assert truth["log_loss"] == pytest.approx(metrics.log_loss(y, p), abs=3e-3)
