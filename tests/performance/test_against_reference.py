"""A metric over the last windows against the reference."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from watchkeeper.model import MetricValue
from watchkeeper.performance import (
    ClassRows,
    ScoreCells,
    ValueRows,
    edges_from_reference,
    summarise,
)
from watchkeeper.performance.against_reference import (
    Comparison,
    Dispersion,
    compare,
    dispersion_of,
    last_windows,
)

EDGES = edges_from_reference(np.linspace(0.001, 0.999, 301))


def classes(
    rng: np.random.Generator,
    windows: int,
    rows: int,
    *,
    auc: float = 0.93,
    rate: float = 0.2,
    day_effect: float = 0.0,
    labelled: float = 1.0,
) -> ScoreCells:
    """Return windows of a classifier; *day_effect* is the s.d. of a window's base rate."""
    day = np.repeat(np.arange(windows), rows)
    rates = np.clip(rng.normal(rate, day_effect, windows), 0.01, 0.99)[day]
    truth = (rng.random(day.size) < rates).astype(np.int64)
    distance = math.sqrt(2) * stats.norm.ppf(auc)
    score = stats.norm.cdf(rng.normal(size=day.size) + distance * (truth - 0.5))
    labels = np.where(rng.random(day.size) < labelled, truth, -1)
    found = ClassRows(
        task="binary",
        classes=("no", "yes"),
        labels=labels,
        predictions=(score >= 0.5).astype(np.int64),
        scores=score,
    )
    return summarise(found, day, windows, edges=EDGES)


def against(
    metric: str, windows: ScoreCells, reference: ScoreCells, *, tail: float
) -> list[Comparison]:
    """Return the comparisons of the last windows."""
    return compare(metric, last_windows(windows), reference, tail=tail)


def value(metric: float, half: float | None) -> MetricValue:
    """Return a metric with a symmetrical interval, or with none."""
    ends = (None, None) if half is None else (metric - half, metric + half)
    return MetricValue(
        metric="m", value=metric, lower=ends[0], upper=ends[1], n=100, n_labelled=100
    )


def test_dispersion_by_hand() -> None:
    """Eight windows at .5 or .7 with an error of .05: squares of 2, eight of them, over seven."""
    windows = [value(0.5 + 0.2 * (i % 2), 0.05 * stats.norm.isf(0.025)) for i in range(8)]

    assert dispersion_of(windows) == Dispersion(
        effect=pytest.approx(8 * (0.1 / 0.05) ** 2 / 7), windows=8
    )


def test_dispersion_weighs_windows_by_their_rows() -> None:
    """A window with a hundred times the error hardly counts, however far off it is."""
    z = stats.norm.isf(0.025)
    windows = [value(0.5, 0.01 * z), value(0.6, 1.0 * z), *[value(0.5, 0.01 * z)] * 6]

    assert dispersion_of(windows).effect == 1.0


def test_dispersion_needs_seven_windows_with_an_interval() -> None:
    """With fewer the effect is 1 and nothing is widened."""
    few = [value(0.1 * i, 0.001) for i in range(6)] + [value(0.5, None)] * 20

    assert dispersion_of(few) == Dispersion(effect=1.0, windows=6)
    assert dispersion_of(few).widening(0.01) == 1.0


def test_widening_is_the_root_of_the_effect_times_students_excess() -> None:
    """By hand for 15 windows: the quantiles are those of t with 14 degrees and the normal."""
    widening = Dispersion(effect=4.0, windows=15).widening(0.025)

    assert widening == pytest.approx(2 * 2.144787 / 1.959964, rel=1e-5)


def test_independent_rows_have_no_dispersion() -> None:
    """Near 1 over 200 windows, for a share and for an area."""
    cells = classes(np.random.default_rng(0), 200, 400)
    found = against("base_rate", cells, cells, tail=0.01)[0].dispersion

    assert found.effect == pytest.approx(1.0, abs=0.25)
    assert against("roc_auc", cells, cells, tail=0.01)[0].dispersion.effect < 1.3


def test_day_effects_are_seen_as_dispersion() -> None:
    """A day's rate varies by .06 beside .02 by rows: 1 + (.06 / .02)**2, or up to a third more."""
    cells = classes(np.random.default_rng(1), 200, 400, day_effect=0.06)
    found = against("base_rate", cells, cells, tail=0.01)[0].dispersion

    assert found.effect == pytest.approx(1.2 * (1 + (0.06 / 0.02) ** 2), rel=0.25)


def test_a_difference_of_shares_has_newcombes_interval() -> None:
    """Base rates 56 of 70 and 48 of 80: the published example of method 10, .0524 to .3339."""
    cells = [
        summarise(
            ClassRows(
                task="binary",
                classes=("no", "yes"),
                labels=np.r_[np.ones(hits, np.int64), np.zeros(rows - hits, np.int64)],
                predictions=np.full(rows, -1),
                scores=np.full(rows, np.nan),
            ),
            np.zeros(rows),
            1,
        )
        for hits, rows in ((56, 70), (48, 80))
    ]
    found = against("base_rate", cells[0], cells[1], tail=0.025)[0]

    assert found.difference == pytest.approx(0.2)
    assert (found.likely.lower, found.likely.upper) == pytest.approx((0.0524, 0.3339), abs=1e-4)
    assert found.sure == found.likely


def test_spans_are_those_that_are_covered() -> None:
    """1 of 3 windows, 1 and 7 of 10, all three of 28, each with the error asked for."""
    rng = np.random.default_rng(2)
    reference = classes(rng, 30, 100)
    spans = {
        n: [c.span for c in against("accuracy", classes(rng, n, 100), reference, tail=0.01)]
        for n in (0, 3, 10, 28, 40)
    }

    assert spans == {0: [], 3: [1], 10: [1, 7], 28: [1, 7, 28], 40: [1, 7, 28]}


def test_a_span_adds_up_the_newest_windows() -> None:
    """The windows before it play no part."""
    rng = np.random.default_rng(3)
    windows, reference = classes(rng, 12, 100), classes(rng, 30, 100)
    seven = against("accuracy", windows, reference, tail=0.01)[1]

    assert (seven.value.n, seven.reference.n) == (700, 3000)
    last = against("accuracy", windows.select(np.arange(5, 12)), reference, tail=0.01)[1]
    assert seven.value == last.value


def test_nothing_is_compared_without_labels() -> None:
    """On either side; 29 labels are as good as none."""
    rng = np.random.default_rng(4)
    good, none = classes(rng, 10, 200), classes(rng, 10, 200, labelled=0.0)

    assert against("roc_auc", none, good, tail=0.01) == []
    assert against("roc_auc", good, none, tail=0.01) == []
    assert against("accuracy", classes(rng, 1, 29), good, tail=0.01) == []
    assert len(against("accuracy", classes(rng, 1, 30), good, tail=0.01)) == 1


def test_an_interval_stays_in_the_metrics_range() -> None:
    """Widening a precision near 1 does not lead past 1, a loss not below 0."""
    rng = np.random.default_rng(5)
    reference = classes(rng, 30, 200, day_effect=0.15)
    for metric in ("accuracy", "precision", "brier"):
        found = against(metric, classes(rng, 1, 40, auc=0.995), reference, tail=0.01)[0]

        assert (
            0.0 <= found.interval.lower <= (found.value.value or 0) <= found.interval.upper <= 1.0
        )


def test_a_metric_without_an_end_is_never_sure() -> None:
    """One enormous residual among 30: at the level asked there is no upper limit."""
    rng = np.random.default_rng(6)
    reference = summarise(
        ValueRows(labels=np.zeros(900), predictions=rng.normal(size=900)), np.arange(900) % 30, 30
    )
    wild = np.r_[rng.normal(size=29), 30.0]
    current = summarise(ValueRows(labels=np.zeros(30), predictions=wild), np.zeros(30), 1)

    for found in against("mae", current, reference, tail=1e-6):
        assert found.sure.lower <= 0 <= found.sure.upper


@pytest.mark.parametrize("metric", ["base_rate", "roc_auc"])
@pytest.mark.parametrize("day_effect", [0.0, 0.05])
def test_without_a_change_a_side_is_sure_as_seldom_as_stated(
    metric: str, day_effect: float
) -> None:
    """Of 400 single windows at .025 on each side, at most .05 (three standard errors above)."""
    rng = np.random.default_rng(7)
    falls = rises = total = 0
    for _ in range(4):
        reference = classes(rng, 31, 300, day_effect=day_effect)
        current = classes(rng, 100, 300, day_effect=day_effect)
        for i in range(100):
            found = against(metric, current.select(np.array([i])), reference, tail=0.025)[0]
            falls, rises = falls + (found.sure.upper < 0), rises + (found.sure.lower > 0)
            total += 1

    assert falls / total <= 0.05
    assert rises / total <= 0.05


def test_inputs_are_left_alone() -> None:
    """Cells are shared by all metrics of a window."""
    rng = np.random.default_rng(8)
    windows, reference = classes(rng, 10, 100), classes(rng, 10, 100)
    before = windows.sums.copy(), windows.histogram.counts.copy(), reference.confusion.copy()
    against("roc_auc", windows, reference, tail=0.01)

    assert np.array_equal(before[0], windows.sums)
    assert np.array_equal(before[1], windows.histogram.counts)
    assert np.array_equal(before[2], reference.confusion)
