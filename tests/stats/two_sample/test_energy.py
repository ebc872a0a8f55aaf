"""The permutation test of the energy distance."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.distance.rows import pooled_rows
from watchkeeper.stats.two_sample.energy import energy
from watchkeeper.stats.two_sample.permutation import random_splits


def test_all_splits_by_hand() -> None:
    """Of the 70 splits of 8 rows, 2 are as far apart: the p-value nears 2/70."""
    reference, current = [0.0, 1.0, 2.0, 3.5], [10.0, 11.0, 12.5, 14.0]

    result = energy(reference, current, permutations=20_000)

    assert result.p_value == pytest.approx(2 / 70, abs=2.8 * np.sqrt(2 / 70 / 20_000))
    assert (result.n, result.m) == (4, 4)


def test_equals_scipy_permutation_test() -> None:
    """All splits of 5 and 4 rows by SciPy, with its own energy distance."""
    rng = np.random.default_rng(5)
    reference, current = rng.normal(size=5), rng.normal(0.8, 1.0, size=4)
    both = np.concatenate([reference, current])
    distances = [
        scipy.stats.energy_distance(np.delete(both, chosen), both[list(chosen)])
        for chosen in itertools.combinations(range(9), 4)
    ]
    observed = scipy.stats.energy_distance(reference, current)
    exact = np.mean(np.array(distances) >= observed - 1e-12)

    result = energy(reference, current, permutations=20_000)

    assert result.statistic == pytest.approx(observed)
    assert result.p_value == pytest.approx(exact, abs=2.8 * np.sqrt(exact * (1 - exact) / 20_000))


def test_one_column_and_a_constant_beside_it_agree() -> None:
    """The sorted form and the form over pairs, to the chance of drawing."""
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=40), rng.normal(0.4, 1.0, size=25)

    one = energy(x, y, permutations=4000)
    two = energy(np.column_stack([x, 0 * x]), np.column_stack([y, 0 * y]), permutations=4000)

    assert one.statistic == pytest.approx(two.statistic)
    reach = 2.8 * np.sqrt(2 * one.p_value * (1 - one.p_value) / 4000)
    assert one.p_value == pytest.approx(two.p_value, abs=reach)


@pytest.mark.parametrize("columns", [1, 2])
def test_order_and_unit_draw_the_same_splits(columns: int) -> None:
    """The p-value is the same to the last digit."""
    rng = np.random.default_rng(8)
    x, y = rng.normal(size=(40, columns)), rng.normal(0.3, 1.0, size=(25, columns))
    expected = energy(x, y).p_value

    assert energy(rng.permutation(x), rng.permutation(y)).p_value == expected
    assert energy(1000.0 * x, 1000.0 * y).p_value == expected


def test_which_side_a_row_is_on_does_not_choose_the_splits() -> None:
    """The same rows dealt out otherwise meet the same splits, or the p-value would mean nothing."""
    rng = np.random.default_rng(9)
    rows = np.sort(rng.normal(size=40))[:, np.newaxis]
    first, second = (
        next(random_splits(pooled_rows(*sides).rows, 20, permutations=9, seed=1))
        for sides in ((rows[:20], rows[20:]), (rows[::2], rows[1::2]))
    )

    assert np.array_equal(first, second)
    assert first.sum(axis=1).tolist() == [20] * 9


def test_never_zero() -> None:
    """However far apart: one of 1 + permutations splits is the observed one."""
    assert energy(np.arange(50), np.arange(50) + 1e6, permutations=99).p_value == 0.01


def test_constant_and_equal_values_are_no_change() -> None:
    """Every split is as far apart as the observed one."""
    assert energy([3.0] * 5, [3.0] * 4).p_value == 1.0
    assert energy([1.0, 2.0], [2.0, 1.0]).p_value == 1.0


def test_blocks_of_splits_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Splits are drawn in blocks that fit in memory; the p-value does not depend on them."""
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(60, 2)), rng.normal(0.2, 1.0, size=(30, 2))
    whole = energy(x, y)

    monkeypatch.setattr("watchkeeper.stats.two_sample.permutation._CELLS", 1000)
    monkeypatch.setattr("watchkeeper.stats.distance.pair_sums._PAIRS", 700)

    assert energy(x, y).p_value == whole.p_value


def test_seed_draws_other_splits() -> None:
    """Two seeds differ by the chance of drawing, no more."""
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=30), rng.normal(0.5, 1.0, size=30)

    values = {energy(x, y, permutations=999, seed=s).p_value for s in range(5)}

    assert len(values) > 1
    assert max(values) - min(values) < 6 * np.sqrt(0.25 / 999)


@pytest.mark.parametrize(("permutations", "seed"), [(0, 0), (-1, 0), (9, -1)])
def test_no_permutation_and_negative_seed_are_refused(permutations: int, seed: int) -> None:
    """Each by its name."""
    with pytest.raises(ValueError, match=r"permutations|seed"):
        energy([1.0], [2.0], permutations=permutations, seed=seed)


def test_no_row_is_scarce_data() -> None:
    """A window without rows has no distance."""
    with pytest.raises(NotEnoughData, match="current has 0 rows"):
        energy([1.0], [])
