"""Distributions as pictures need them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import watchkeeper as wk
from watchkeeper.profile import open_frame, profile_rows
from watchkeeper.report.column_views import BARS, NAMES, column_views
from watchkeeper.report.report import ColumnView


def _view(reference: Any, current: Any) -> ColumnView:
    baseline = wk.Baseline.fit({"x": reference}, features=["x"])
    (view,) = column_views(baseline, profile_rows(open_frame({"x": current}), baseline.columns))
    return view


def test_a_continuous_column_is_cut_coarsely() -> None:
    """Sixteen bars of about equal mass in the reference, and the values beyond its ends."""
    values = np.random.default_rng(0).normal(size=4000)

    view = _view(values, np.concatenate((values[:2000], [99.0] * 2000)))

    assert len(view.labels) == len(view.reference) == len(view.current) == BARS + 2
    assert view.edges is not None
    assert len(view.edges) == BARS + 3
    assert (view.edges[0], view.edges[-1]) == (-np.inf, np.inf)
    assert view.reference[1:-1] == pytest.approx([1 / BARS] * BARS, abs=0.01)
    assert view.current[-1] == pytest.approx(0.5)
    assert sum(view.current) == pytest.approx(1.0)
    assert view.labels[0].startswith("below ")
    assert view.labels[-1].startswith("above ")


def test_few_values_have_a_bar_each() -> None:
    """Others have one too: between them, below and above."""
    view = _view([1, 2, 2, 5] * 10, [2, 3, 9, 9])

    assert view.labels == ("1", "2", "5", "between", "below", "above")
    assert view.edges is None
    assert view.reference == (0.25, 0.5, 0.25, 0.0, 0.0, 0.0)
    assert view.current == (0.0, 0.25, 0.0, 0.25, 0.0, 0.5)


def test_values_between_many_have_no_bar() -> None:
    """They have no place on the axis; the others keep their share of all rows."""
    view = _view(list(range(50)) * 2, [0.5] * 50 + list(range(50)))

    assert sum(view.reference) == pytest.approx(1.0)
    assert sum(view.current) == pytest.approx(0.5)


def test_categories_by_frequency() -> None:
    """The most frequent ones, the rest as other, and unseen ones apart."""
    names = [f"n{i:02d}" for i in range(NAMES + 5)]

    view = _view([*names, *names[:NAMES]], ["n00", "new", names[-1], None])

    assert view.labels == (*names[:NAMES], "other", "unseen")
    assert view.current[0] == view.current[-1] == view.current[-2] == pytest.approx(1 / 3)
    assert (view.missing_reference, view.missing_current) == (0.0, 0.25)


def test_a_column_that_is_gone_has_no_view() -> None:
    """There is nothing to draw beside the reference."""
    baseline = wk.Baseline.fit({"x": [1.0, 2.0], "z": [1.0, 2.0]})

    views = column_views(baseline, profile_rows(open_frame({"z": [1.0]}), baseline.columns))

    assert [view.name for view in views] == ["z"]


def test_no_rows_are_no_shares() -> None:
    """And what is missing among none is not known."""
    view = _view([1.0, 2.0, 3.0], np.zeros(0))

    assert sum(view.current) == 0.0
    assert view.missing_current is None
