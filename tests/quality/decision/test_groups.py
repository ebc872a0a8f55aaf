from __future__ import annotations

import numpy as np
import pytest

from watchkeeper.profile.baseline import Baseline
from watchkeeper.quality.decision.groups import CATEGORY_GROUPS, NUMBER_GROUPS, shape_groups


def column_of(values: object) -> Baseline:
    """Return a baseline of one column."""
    return Baseline.fit({"x": values}, features=["x"])


def test_numbers_are_cut_into_ten_groups_of_equal_mass() -> None:
    """And one each below and above the reference's range."""
    column = column_of(np.random.default_rng(1).normal(size=6400)).column("x")
    groups = shape_groups(column.bins, column.total)
    counts = groups.counts(column.total)[0]

    assert groups.size == NUMBER_GROUPS + 2
    assert counts[:-2] == pytest.approx(640, rel=0.12)
    assert counts[-2:].tolist() == [0, 0]
    assert counts.sum() == 6400


def test_a_mass_point_has_a_group_of_its_own() -> None:
    """Nine of ten values are 0: fewer groups, none of them empty in the reference."""
    column = column_of([0.0] * 90 + [1.0, 2.0, 3.0, 4.0, 5.0] * 2).column("x")
    groups = shape_groups(column.bins, column.total)

    assert groups.counts(column.total)[0][:-3].min() > 0
    # Off-grid, below, above.
    assert groups.counts(column.total)[0][-3:].tolist() == [0, 0, 0]


def test_rare_categories_share_the_last_group() -> None:
    """50 names: 29 groups of their own, the other 21 in one, and unseen ones apart."""
    names = np.array([f"n{i:02}" for i in range(50) for _ in range(2)], dtype=object)
    column = column_of(names).column("x")
    groups = shape_groups(column.bins, column.total)
    counts = groups.counts(column.total)[0]

    assert groups.size == CATEGORY_GROUPS + 1
    assert counts[:-2].tolist() == [2.0] * 29
    assert counts[-2:].tolist() == [42, 0]


def test_small_frames_have_fewer_groups() -> None:
    """At most as many groups as asked for, unseen ones apart."""
    names = np.array([f"n{i:02}" for i in range(50) for _ in range(2)], dtype=object)
    column = column_of(names).column("x")

    assert shape_groups(column.bins, column.total, at_most=4).size == 5


def test_the_reference_as_its_next_row_finds_it() -> None:
    """Rows whose name no other row has count as unseen: 3 of 9 here."""
    column = column_of(np.array(list("aaaabbcde"), dtype=object)).column("x")
    groups = shape_groups(column.bins, column.total)

    assert groups.counts(column.total)[0].tolist() == [4, 2, 1, 1, 1, 0, 0]
    assert groups.of_reference(column.total)[0].tolist() == [4, 2, 0, 0, 0, 0, 3]


def test_rare_names_beyond_the_named_ones_are_unseen_too() -> None:
    """200 names of one row each and one of 100: the last group gives its rows away."""
    names = np.array(["a"] * 100 + [f"n{i}" for i in range(200)], dtype=object)
    column = column_of(names).column("x")
    groups = shape_groups(column.bins, column.total)

    assert groups.of_reference(column.total)[0, -1] == 200
    assert groups.of_reference(column.total)[0, :-1].sum() == 100
