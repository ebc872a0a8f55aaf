"""Labels that show a drop."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm
from statsmodels.stats.proportion import samplesize_proportions_2indep_onetail

from watchkeeper.stats.planning import labels_for_drop
from watchkeeper.stats.planning.binomial_power import power_against_known, power_against_window

# methods.md b: baseline, then for drops of .02, .05, .10 against a known baseline and a window.
TABLE = {
    0.80: ((2534, 419, 109), (5128, 862, 231)),
    0.90: ((1471, 253, 69), (3026, 540, 157)),
    0.95: ((822, 150, 44), (1743, 343, 111)),
    0.99: ((236, 53, 19), (605, 167, 69)),
}
DROPS = (0.02, 0.05, 0.10)
ROWS = [
    (baseline, drop, against, numbers[place])
    for baseline, both in TABLE.items()
    for against, numbers in zip(("known", "window"), both, strict=True)
    for place, drop in enumerate(DROPS)
]


@pytest.mark.parametrize(("baseline", "drop", "against", "labels"), ROWS)
def test_the_textbook_table(baseline: float, drop: float, against: Any, labels: int) -> None:
    """Every number of methods.md b, by the normal law."""
    assert labels_for_drop(baseline, drop, against=against, exact=False) == labels


@pytest.mark.parametrize(("baseline", "drop", "against", "labels"), ROWS)
def test_the_exact_number_is_larger(
    baseline: float, drop: float, against: Any, labels: int
) -> None:
    """The table's promise of 80 % is not kept by its own numbers; the more the rarer an error."""
    exact = labels_for_drop(baseline, drop, against=against)

    assert labels < exact < labels * 1.2 + 1.2 / drop * math.sqrt(0.1 / (1 - baseline))


@pytest.mark.parametrize(("baseline", "drop"), [(b, d) for b in TABLE for d in DROPS])
def test_known_is_the_least_number_from_which_on_the_power_holds(
    baseline: float, drop: float
) -> None:
    """One label less has too little, no larger number has: all numbers up to 12,000 looked at."""
    labels = labels_for_drop(baseline, drop)

    power = power_against_known(np.arange(1, 12_000), baseline, baseline - drop, 0.05)
    assert power[labels - 2] < 0.8
    assert power[labels - 1 :].min() >= 0.8


@pytest.mark.parametrize("baseline", [0.03, 0.2, 0.5, 0.97])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
@pytest.mark.parametrize(("alpha", "power"), [(0.05, 0.8), (0.001, 0.95), (0.2, 0.5)])
def test_the_search_looks_far_enough(
    baseline: float, part: float, alpha: float, power: float
) -> None:
    """At shares near 0, 1 and between, small and large drops: again the least from which on."""
    drop = part * baseline

    labels = labels_for_drop(baseline, drop, alpha=alpha, power=power)

    around = np.arange(1, 2 * labels + 1000)
    reached = power_against_known(around, baseline, baseline - drop, alpha) >= power
    if labels * min(baseline, 1 - baseline) < 4000:
        assert reached[labels - 1 :].all()
        assert labels == 1 or not reached[labels - 2]


@pytest.mark.parametrize(("baseline", "drop"), [(0.9, 0.05), (0.95, 0.1), (0.99, 0.02)])
def test_window_has_the_power_and_one_label_less_has_not(baseline: float, drop: float) -> None:
    """Fisher's test of two windows, by its exact power."""
    labels = labels_for_drop(baseline, drop, against="window")

    assert power_against_window(labels, baseline, baseline - drop, 0.05) >= 0.8
    assert power_against_window(labels - 1, baseline, baseline - drop, 0.05) < 0.8


def test_equals_statsmodels() -> None:
    """The normal law of two windows, by an independent implementation, for a small drop.

    It takes the variance under no drop from the earlier share alone, so the two agree only where
    the shares are close.
    """
    oracle = samplesize_proportions_2indep_onetail(
        0.002, 0.5, power=0.8, alpha=0.05, alternative="larger"
    )

    labels = labels_for_drop(0.502, 0.002, against="window", exact=False)

    assert labels == pytest.approx(oracle, rel=1e-3)


def test_by_hand() -> None:
    """(1.6449 * .3 + .8416 * .3571)^2 / .05^2 = 252.1, so 253."""
    z = norm.ppf([0.95, 0.8])

    value = ((z[0] * 0.3 + z[1] * math.sqrt(0.85 * 0.15)) / 0.05) ** 2

    assert math.ceil(value) == 253 == labels_for_drop(0.9, 0.05, exact=False)


def test_in_the_limit_exact_and_normal_agree() -> None:
    """Many labels: the difference goes away."""
    for against in ("known", "window"):
        exact = labels_for_drop(0.5, 0.03, against=against)
        normal = labels_for_drop(0.5, 0.03, against=against, exact=False)
        assert normal < exact < normal * 1.035


def test_no_jump_where_the_binomial_law_is_left() -> None:
    """Just below and above the number of rows at which the corrected normal law takes over."""
    for against, drop in (("known", 0.0125), ("window", 0.0278)):
        before, after = (labels_for_drop(0.5, d, against=against) for d in (drop, drop - 1e-4))
        formula = labels_for_drop(0.5, drop - 1e-4, against=against, exact=False)
        assert formula < after
        assert after == pytest.approx(before * (drop / (drop - 1e-4)) ** 2, rel=6e-3)


def test_very_small_drops_are_quick() -> None:
    """Millions of labels are planned by the normal law."""
    exact, formula = (labels_for_drop(0.9, 0.0005, exact=e) for e in (True, False))

    assert exact == pytest.approx(formula, rel=1e-3)
    assert exact > 2_000_000


def test_share_and_design_effect_multiply() -> None:
    """Recall with one positive in ten labels needs ten times the labels; weights cost a tenth."""
    plain = labels_for_drop(0.9, 0.05)

    assert labels_for_drop(0.9, 0.05, share=0.1) == 10 * plain
    assert labels_for_drop(0.9, 0.05, design_effect=1.1) == math.ceil(1.1 * plain)


@pytest.mark.parametrize("drop", [0.0, -0.1, 0.9, 1.0])
def test_a_drop_lies_below_the_baseline(drop: float) -> None:
    """And above 0."""
    with pytest.raises(ValueError, match="drop must lie"):
        labels_for_drop(0.9, drop)


def test_other_arguments_are_refused_by_name() -> None:
    """The value is in the message."""
    with pytest.raises(ValueError, match="against must be 'known' or 'window', got 'then'"):
        labels_for_drop(0.9, 0.1, against="then")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"share must .* got 0\.0"):
        labels_for_drop(0.9, 0.1, share=0.0)
    with pytest.raises(ValueError, match=r"design_effect must be above 0, got -1\.0"):
        labels_for_drop(0.9, 0.1, design_effect=-1)
