"""Distances shown beside every drift decision."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from watchkeeper.model import Measure
from watchkeeper.monitors import Observed
from watchkeeper.monitors.shown import distances

Frames = Callable[..., Observed]


def shown(observed: Observed, column: str) -> dict[str, Measure]:
    """Return the measures of a column by name."""
    cells = observed.cells(column)
    assert cells is not None
    return {m.name: m for m in distances(observed.column(column), cells)}


def test_the_usual_measures_stand_beside_a_number(judged_frames: Frames) -> None:
    """Textbook and debiased PSI, KS, JS, Hellinger, chi-square, gap."""
    rng = np.random.default_rng(0)
    found = shown(
        judged_frames({"x": rng.normal(size=5000)}, {"x": rng.normal(size=500)}, features=["x"]),
        "x",
    )

    assert list(found) == [
        "psi",
        "psi_debiased",
        "jensen_shannon",
        "hellinger",
        "chi2_p",
        "ks",
        "gap_to_reference",
    ]
    assert all(m.note for m in found.values())


def test_a_category_has_no_order(judged_frames: Frames) -> None:
    """Hence neither KS nor a mean."""
    found = shown(judged_frames({"c": ["a", "b"] * 100}, {"c": ["a"] * 90 + ["b"] * 10}), "c")

    assert list(found) == ["psi", "psi_debiased", "jensen_shannon", "hellinger", "chi2_p"]
    assert found["psi"].value == pytest.approx(
        sum((p - q) * np.log(p / q) for p, q in ((0.9, 0.5), (0.1, 0.5))), rel=0.05
    )


def test_without_drift_the_debiased_index_is_about_zero(judged_frames: Frames) -> None:
    """Its interval covers 0 in .93 or more of 200 windows; the textbook index is above 0."""
    rng = np.random.default_rng(1)
    reference = {"x": rng.normal(size=5000)}
    covered, textbook = [], []
    for _ in range(200):
        found = shown(judged_frames(reference, {"x": rng.normal(size=300)}, features=["x"]), "x")
        index = found["psi_debiased"]
        covered.append((index.lower or 0) <= 0 <= (index.upper or 0))
        textbook.append(found["psi"].value or 0)

    assert 0.93 <= np.mean(covered) <= 1.0
    assert np.mean(textbook) == pytest.approx((1 / 300 + 1 / 5000) * 9, rel=0.15)


def test_bounds_of_ks_contain_scipys(judged_frames: Frames) -> None:
    """From 64 cells, without a row."""
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=4000), rng.normal(0.3, 1.2, 700)
    ks = shown(judged_frames({"x": x}, {"x": y}, features=["x"]), "x")["ks"]

    assert (ks.lower or 0) <= stats.ks_2samp(x, y).statistic <= (ks.upper or 0)
    assert (ks.upper or 0) - (ks.lower or 0) < 0.05


def test_ks_is_exact_where_each_cell_is_one_value(judged_frames: Frames) -> None:
    """At most 64 values; a value outside their range still has its place."""
    rng = np.random.default_rng(3)
    x, y = rng.integers(0, 20, 3000), rng.integers(3, 24, 500)
    ks = shown(judged_frames({"x": x}, {"x": y}, features=["x"]), "x")["ks"]

    assert ks.lower == ks.upper == pytest.approx(stats.ks_2samp(x, y).statistic)


def test_values_between_those_of_the_reference_have_no_place(judged_frames: Frames) -> None:
    """Where they lie is not counted, so KS is not told rather than told wrongly."""
    x = np.arange(3000) % 20
    ks = shown(judged_frames({"x": x}, {"x": x[:400] + 0.5}, features=["x"]), "x")["ks"]

    assert ks.value is None
    assert "equal none of the reference's" in ks.note


def test_the_gap_is_welchs(judged_frames: Frames) -> None:
    """In the reference's standard deviations, with the usual interval."""
    rng = np.random.default_rng(4)
    x, y = rng.normal(50, 4, 3000), rng.normal(53, 8, 400)
    gap = shown(judged_frames({"x": x}, {"x": y}, features=["x"]), "x")["gap_to_reference"]
    half = 1.96 * np.sqrt(y.var() / 400 + x.var() / 3000) / x.std()

    assert gap.value == pytest.approx((y.mean() - x.mean()) / x.std())
    assert gap.upper == pytest.approx((gap.value or 0) + half, rel=1e-3)


def test_chi_square_is_scipys_homogeneity(judged_frames: Frames) -> None:
    """The reference is a sample like the other."""
    counts = np.array([[500, 300, 200], [60, 20, 20]])
    frames = [np.repeat(["a", "b", "c"], row) for row in counts]
    found = shown(judged_frames({"c": frames[0]}, {"c": frames[1]}), "c")["chi2_p"]

    assert found.value == pytest.approx(stats.chi2_contingency(counts).pvalue)


def test_few_rows_show_nothing(judged_frames: Frames) -> None:
    """Distances of 29 rows are noise, and would be read as drift."""
    observed = judged_frames({"x": range(500)}, {"x": range(29)}, features=["x"])

    assert shown(observed, "x") == {}
