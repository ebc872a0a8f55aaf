from __future__ import annotations

import math

import pytest

from watchkeeper.charts.distribution import MOST_BARS, distribution


def test_equal_bins_stand_at_their_own_values() -> None:
    """The horizontal axis is a scale when all bins are as wide."""
    spec = distribution(
        labels=("0 to 2", "2 to 4"), reference=(0.5, 0.5), current=(0.1, 0.9), edges=(0, 2, 4)
    )

    assert [(r["b"], r["b2"]) for r in spec["datasets"]["bars"]] == [(0, 2), (2, 4)]


def test_what_lies_below_stands_apart_and_is_named() -> None:
    """An infinite edge has no place on a scale: its bar is one bin wide, beside the others."""
    spec = distribution(
        labels=("below 0", "0 to 2", "2 to 4"),
        reference=(0.0, 0.5, 0.5),
        current=(1.0, 0.0, 0.0),
        edges=(-math.inf, 0, 2, 4),
    )

    first = spec["datasets"]["bars"][0]
    assert first["l"] == "below"
    assert first["b2"] - first["b"] == pytest.approx(2)
    assert first["b2"] < 0


def test_an_empty_end_takes_no_room() -> None:
    """Nothing below the range: no bar for it."""
    spec = distribution(
        labels=("below 0", "0 to 2", "2 to 4"),
        reference=(0.0, 0.5, 0.5),
        current=(0.0, 0.5, 0.5),
        edges=(-math.inf, 0, 2, 4),
    )

    assert [r["l"] for r in spec["datasets"]["bars"]] == ["", ""]


def test_unequal_bins_stand_side_by_side_with_their_edges_named() -> None:
    """Bars of unlike width would lie about shares, so the axis is no scale then."""
    spec = distribution(
        labels=("0 to 1", "1 to 100"), reference=(0.5, 0.5), current=(0.5, 0.5), edges=(0, 1, 100)
    )

    assert [(r["b"], r["b2"]) for r in spec["datasets"]["bars"]] == [(0, 1), (1, 2)]
    assert "'2':'100'" in spec["layer"][0]["encoding"]["x"]["axis"]["labelExpr"]


def test_the_outline_falls_between_bars_that_do_not_touch() -> None:
    """Up, across, down; a gap; up, across, down."""
    spec = distribution(
        labels=("a", "b", "c"), reference=(0, 0, 0), current=(0.5, 0.0, 0.5), edges=(0, 1, 2, 3)
    )

    corners = [(p["x"], p["y"]) for p in spec["datasets"]["steps"]]
    assert corners == [
        (0, 0), (0, 0.5), (1, 0.5), (1, 0), (1, None), (2, 0), (2, 0.5), (3, 0.5), (3, 0),
    ]  # fmt: skip


def test_many_categories_become_the_largest_and_the_sum_of_the_rest() -> None:
    """Nothing is lost: the shares still add up to one."""
    n = 40
    spec = distribution(
        labels=[f"k{i}" for i in range(n)], reference=[1 / n] * n, current=[1 / n] * n
    )

    rows = spec["datasets"]["bars"]
    assert len(rows) == MOST_BARS
    assert sum(r["c"] for r in rows) == pytest.approx(1)


def test_a_category_the_reference_never_had_is_always_drawn() -> None:
    """However rare: that it exists is the news."""
    n = 30
    spec = distribution(
        labels=[*(f"k{i}" for i in range(n)), "unseen"],
        reference=[1 / n] * n + [0.0],
        current=[1 / n] * n + [0.001],
    )

    assert any(r["k"].endswith("unseen") for r in spec["datasets"]["bars"])


def test_two_categories_of_one_name_are_two_bars() -> None:
    """``other`` may be a value of the data as well as ours."""
    spec = distribution(labels=("other", "other"), reference=(0.4, 0.6), current=(0.5, 0.5))

    assert len({r["k"] for r in spec["datasets"]["bars"]}) == 2


def test_what_is_not_a_number_is_drawn_as_nothing() -> None:
    """NaN would break the axis of the whole chart."""
    spec = distribution(labels=("a", "b"), reference=(math.nan, 1.0), current=(0.5, 0.5))

    assert [r["r"] for r in spec["datasets"]["bars"]] == [0.0, 1.0]
