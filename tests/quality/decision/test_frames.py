"""Frames without time: by hand, against scipy, and by law."""

from __future__ import annotations

import math
from time import process_time
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from watchkeeper.profile.baseline import Baseline
from watchkeeper.profile.frame import open_frame
from watchkeeper.profile.kernel import profile_rows
from watchkeeper.quality.decision import Judged, SeriesKey, Why, judge_frames


def judged(reference: dict[str, Any], current: dict[str, Any]) -> Judged:
    """Judge *current* against *reference*."""
    baseline = Baseline.fit(reference, features=list(reference))
    cells = profile_rows(open_frame(current), baseline.columns)
    return judge_frames(baseline.columns, baseline.total, cells)


def of(found: Judged, column: str, measure: Any) -> dict[str, float]:
    """Return the numbers of one series."""
    at = found.keys.index(SeriesKey(column, measure))
    names = ("level", "why", "value", "expected", "off", "effect", "limit", "p_value", "rows")
    return {name: float(getattr(found, name)[at]) for name in names}


def normal(rows: int, seed: int, shift: float = 0.0) -> npt.NDArray[np.float64]:
    """Return a column of numbers."""
    return np.random.default_rng(seed).normal(shift, 1.0, rows)


def with_gaps(rows: int, seed: int, missing: int) -> npt.NDArray[np.float64]:
    """Return a column of numbers of which the first *missing* are not there."""
    values = normal(rows, seed)
    values[:missing] = np.nan
    return values


def names(**counts: int) -> npt.NDArray[np.object_]:
    """Return a category column with these counts."""
    return np.array([name for name, n in counts.items() for _ in range(n)], dtype=object)


def test_missing_against_fisher() -> None:
    """18 of 300 against 20 of 1,000: the exact test of a 2 x 2 table, one-sided."""
    found = of(judged({"x": with_gaps(1000, 1, 20)}, {"x": with_gaps(300, 2, 18)}), "x", "missing")
    table = [[18, 282], [20, 980]]

    assert found["p_value"] == pytest.approx(stats.fisher_exact(table, "greater").pvalue)
    assert (found["value"], found["expected"]) == (pytest.approx(0.06), pytest.approx(0.02))
    assert (found["level"], found["effect"]) == (3, pytest.approx(0.04))


def test_unseen_against_fisher() -> None:
    """3 of 300 values were never seen: 1 %, more than .2 % and less than 2 %."""
    reference, current = names(a=500, b=500), names(a=150, b=147, z=3)
    found = of(judged({"x": reference}, {"x": current}), "x", "unseen")
    table = [[3, 297], [0, 1000]]

    assert found["p_value"] == pytest.approx(stats.fisher_exact(table, "greater").pvalue)
    assert (found["level"], found["value"]) == (2, pytest.approx(0.01))


def test_mean_against_a_z_test() -> None:
    """Equal variances would be Welch's test; the larger one is used for the smaller frame."""
    reference, current = normal(1000, 3), normal(300, 4, shift=0.4)
    found = of(judged({"x": reference}, {"x": current}), "x", "mean")
    sd = reference.std()
    variance = max(current.var(), reference.var())
    z = (current.mean() - reference.mean()) / math.sqrt(variance / 300 + reference.var() / 1000)

    assert found["off"] == pytest.approx((current.mean() - reference.mean()) / sd)
    assert found["p_value"] == pytest.approx(2 * stats.norm.sf(z))
    assert found["level"] == 3


def test_shape_against_the_chi_square_law() -> None:
    """PSI over 1/n + 1/m, with as many degrees of freedom as groups less one."""
    found = of(
        judged({"x": names(a=500, b=300, c=200)}, {"x": names(a=90, b=60, c=50)}), "x", "shape"
    )
    p, q = (np.array(c) + 0.5 for c in ([90, 60, 50], [500, 300, 200]))
    p, q = p / p.sum(), q / q.sum()
    psi, k = float(np.sum((p - q) * np.log(p / q))), 1 / 200 + 1 / 1000

    assert found["p_value"] == pytest.approx(stats.chi2.sf(psi / k, 2))
    assert found["value"] == pytest.approx(psi - 2 * k)
    assert found["level"] == 0


def test_a_frame_against_itself_is_ok() -> None:
    """Nothing differs."""
    frame = {"x": with_gaps(500, 5, 20), "c": names(a=300, b=200)}
    found = judged(frame, frame)

    assert set(found.level.tolist()) == {0}
    assert set(found.why.tolist()) == {Why.WITHIN}


def test_fewer_missing_values_are_fine() -> None:
    """Half of them were missing, now none."""
    found = judged({"x": with_gaps(500, 6, 250)}, {"x": normal(500, 7)})

    assert of(found, "x", "missing")["level"] == 0


@pytest.mark.parametrize("rows", [5, 29])
def test_a_handful_of_rows_is_unknown(rows: int) -> None:
    """Whatever they say."""
    found = judged({"x": normal(500, 8)}, {"x": normal(rows, 9, shift=50.0)})

    assert set(found.level.tolist()) == {1}
    assert set(found.why.tolist()) == {Why.FEW_ROWS}


def test_below_a_hundred_rows_only_gross_differences_speak() -> None:
    """A shift of 1 s.d. is unknown, one of 20 is critical."""
    moderate, gross = (
        of(judged({"x": normal(500, 10)}, {"x": normal(60, 11, shift=shift)}), "x", "mean")
        for shift in (1.0, 20.0)
    )

    assert (moderate["level"], moderate["why"]) == (1, Why.FEW_ROWS)
    assert (gross["level"], gross["why"]) == (3, Why.GROSS)


def test_no_values_at_all_are_missing_and_otherwise_unknown() -> None:
    """An all-null column: its share of missing values is critical, its mean does not exist."""
    found = judged({"x": normal(500, 12)}, {"x": np.full(500, np.nan)})

    assert of(found, "x", "missing")["level"] == 3
    assert {of(found, "x", m)["level"] for m in ("mean", "shape")} == {1}


def test_a_vanished_column_is_unknown() -> None:
    """The schema check reports it."""
    found = judged({"x": normal(500, 13), "y": normal(500, 14)}, {"x": normal(500, 15)})

    assert {of(found, "y", m)["level"] for m in ("missing", "mean", "shape")} == {1}


def test_significant_is_not_enough() -> None:
    """With 200,000 rows a shift of .05 s.d. is certain, and does not matter."""
    found = of(judged({"x": normal(200_000, 16)}, {"x": normal(200_000, 17, 0.05)}), "x", "mean")

    assert found["p_value"] < 1e-9
    assert found["level"] == 0


def test_constant_columns() -> None:
    """No spread at all: equal is equal, and anything else is infinitely many s.d. away."""
    same = of(judged({"x": np.ones(500)}, {"x": np.ones(500)}), "x", "mean")
    other = of(judged({"x": np.ones(500)}, {"x": np.full(500, 2.0)}), "x", "mean")

    assert (same["level"], same["p_value"]) == (0, 1.0)
    assert (other["level"], other["p_value"]) == (3, 0.0)


def test_no_columns() -> None:
    """Nothing to judge is an empty answer."""
    found = judge_frames((), *(profile_rows(open_frame({"x": [1.0]}), ()) for _ in range(2)))

    assert found.keys == ()
    assert found.level.size == 0


def test_frames_without_a_shift_seldom_alarm() -> None:
    """200 pairs of 8 columns: at most 5 % nominally, so at most 18 at three standard errors."""
    rng = np.random.default_rng(18)
    alarmed = 0
    for _ in range(200):
        reference, current = (
            {
                **{f"x{i}": rng.normal(size=rows) for i in range(6)},
                "heavy": np.exp(rng.normal(size=rows)),
                "c": np.array(["a", "b", "c"], dtype=object)[rng.integers(0, 3, rows)],
            }
            for rows in (2000, 300)
        )
        alarmed += bool((judged(reference, current).level >= 2).any())

    assert alarmed <= 10 + 3 * math.sqrt(200 * 0.05 * 0.95)


def test_one_ruined_feature_among_a_hundred_is_critical_for_it() -> None:
    """Its neighbours are not."""
    reference = {f"x{i:03}": normal(1000, 100 + i) for i in range(100)}
    current = {f"x{i:03}": normal(500, 300 + i) for i in range(100)}
    current["x042"] = current["x042"] * 1000
    found = judged(reference, current)
    loud = {key.column for key, level in zip(found.keys, found.level, strict=True) if level >= 2}

    assert loud == {"x042"}
    assert of(found, "x042", "shape")["level"] == 3


@pytest.mark.slow
def test_ten_thousand_columns_take_seconds() -> None:
    """Wide frames are common; the judgement itself must not be what is waited for."""
    rng = np.random.default_rng(19)
    reference = {f"x{i}": rng.normal(size=300) for i in range(10_000)}
    baseline = Baseline.fit(reference)
    cells = profile_rows(open_frame(reference), baseline.columns)
    total = baseline.total
    began = process_time()
    found = judge_frames(baseline.columns, total, cells)

    assert process_time() - began < 5.0
    assert len(found.keys) == 30_000


def long_tail(rows: int, seed: int, *, names: int = 3000) -> npt.NDArray[np.object_]:
    """Return a category column whose rare names are most of its names."""
    share = 1.0 / np.arange(1, names + 1)
    drawn = np.random.default_rng(seed).choice(names, rows, p=share / share.sum())
    return np.array([f"v{i}" for i in drawn], dtype=object)


def test_new_names_of_a_long_tail_are_expected() -> None:
    """As many rows bring one as rows of the reference had the only one of theirs (Good)."""
    reference = long_tail(2000, 1)
    alone = int(np.sum(np.unique(reference, return_counts=True)[1] == 1))
    found = of(judged({"x": reference}, {"x": long_tail(1000, 2)}), "x", "unseen")

    assert found["expected"] == pytest.approx(alone / 2000)
    assert found["expected"] > 0.1
    assert found["level"] == 0


def test_a_flood_of_new_names_is_a_finding_in_a_long_tail_too() -> None:
    """Twice as many as a long tail brings by itself."""
    current = long_tail(1000, 2)
    current[:150] = [f"new{i}" for i in range(150)]
    found = of(judged({"x": long_tail(2000, 1)}, {"x": current}), "x", "unseen")

    assert found["level"] == 3


@pytest.mark.parametrize(("n", "m"), [(500, 500), (500, 2000), (2000, 500)])
def test_long_tails_without_drift_raise_no_alarm(n: int, m: int) -> None:
    """The share of frames with an alarm keeps to the stated 5 %, over 120 pairs of frames."""
    runs = 120
    loud = sum(
        max(judged({"x": long_tail(m, 2 * r)}, {"x": long_tail(n, 2 * r + 1)}).level) >= 2
        for r in range(runs)
    )

    assert loud / runs <= 0.05 + 2.8 * math.sqrt(0.05 * 0.95 / runs)
