"""Labels one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from watchkeeper.stats.planning import allocate, allocate_greedily


@pytest.mark.parametrize("seed", range(12))
def test_no_other_way_is_worth_more(seed: int) -> None:
    """All ways to share out 12 labels over 4 slices, with priorities, looked at."""
    rng = np.random.default_rng(seed)
    weights, sigma = rng.dirichlet(np.ones(4)), rng.uniform(0.05, 0.5, 4)
    priorities, have = rng.integers(1, 5, 4), rng.integers(1, 6, 4)
    value = np.square(weights * sigma) * priorities

    new = allocate_greedily(weights, sigma, labels=12, priorities=priorities, have=have)

    best = min(
        float((value / (have + np.array(way))).sum())
        for way in itertools.product(range(13), repeat=4)
        if sum(way) == 12
    )
    assert new.sum() == 12
    assert (value / (have + new)).sum() == pytest.approx(best, rel=1e-12)


def test_one_by_one_by_hand() -> None:
    """Values 4 : 1 after the first each: 4/2, 4/6, 1/2 (then 4/12): so 3 and 2 of 5."""
    assert allocate_greedily([2, 1], [0.3, 0.3], labels=5).tolist() == [3, 2]


@pytest.mark.parametrize("labels", [0, 1, 5, 37, 1000])
def test_equals_the_plain_loop(labels: int) -> None:
    """The shortcut by prices gives what giving them one at a time gives."""
    rng = np.random.default_rng(labels)
    weights, sigma = rng.dirichlet(np.ones(8)), rng.uniform(0.05, 0.5, 8)
    caps, have = rng.integers(0, 200, 8), rng.integers(0, 20, 8)
    value = np.square(weights * sigma)
    new = np.zeros(8, dtype=int)
    for _ in range(labels):
        n = have + new
        with np.errstate(divide="ignore"):
            gain = np.where(n > 0, value / (n * (n + 1)), 1e9 * value)
        gain[new >= caps] = -1
        if gain.max() < 0:
            break
        new[int(np.argmax(gain))] += 1

    found = allocate_greedily(weights, sigma, labels=labels, have=have, caps=caps)

    assert found.tolist() == new.tolist()


def test_in_the_limit_it_is_neyman() -> None:
    """Ten million labels, without priorities; in a moment."""
    weights, sigma = [0.5, 0.3, 0.2], [0.2, 0.3, 0.5]

    greedy = allocate_greedily(weights, sigma, labels=10_000_000)
    neyman = allocate(weights, sigma, budget=10_000_000, rule="neyman")

    assert np.abs(greedy - neyman).max() <= 1


def test_fewer_labels_than_slices_go_to_the_worthiest() -> None:
    """Weight times deviation times priority decides."""
    assert allocate_greedily([0.2, 0.5, 0.3], [0.3] * 3, labels=2).tolist() == [0, 1, 1]
    assert allocate_greedily(
        [0.2, 0.5, 0.3], [0.3] * 3, labels=1, priorities=[9, 1, 1]
    ).tolist() == [1, 0, 0]


def test_worth_nothing_gets_nothing() -> None:
    """Not even what is left over."""
    assert allocate_greedily([1, 1], [0.0, 0.3], labels=9).tolist() == [0, 9]
    assert allocate_greedily([1, 1], [0.0, 0.0], labels=9).tolist() == [0, 0]
    assert allocate_greedily([1, 1], [0.3, 0.3], labels=9, caps=[2, 3]).tolist() == [2, 3]


def test_very_unequal_slices() -> None:
    """Twelve orders of magnitude apart: the small one gets its first label only."""
    assert allocate_greedily([1.0, 1e-12], [0.3, 0.3], labels=1000).tolist() == [999, 1]
