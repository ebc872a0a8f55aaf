from __future__ import annotations

import numpy as np

from watchkeeper.performance import ScoreEdges, edges_from_reference, edges_from_scores


def test_each_edge_and_each_gap_is_a_bin_in_the_order_of_the_scores() -> None:
    """Two edges make five bins: below, on the first, between, on the second, above."""
    edges = ScoreEdges(np.array([0.2, 0.7]))
    bins = edges.locate(np.array([0.1, 0.2, 0.5, 0.7, 0.9]))
    assert bins.tolist() == [0, 1, 2, 3, 4]
    assert edges.n_bins == 5
    assert edges.single_valued(bins).tolist() == [False, True, False, True, False]


def test_each_bin_knows_the_scores_it_can_hold() -> None:
    """An edge is one score; a gap lies between two, or has no end."""
    low, high = ScoreEdges(np.array([0.2, 0.7])).span(np.arange(5))
    assert low.tolist() == [-np.inf, 0.2, 0.2, 0.7, 0.7]
    assert high.tolist() == [0.2, 0.2, 0.7, 0.7, np.inf]
    assert ScoreEdges(np.zeros(0)).span(np.array([0])) == (-np.inf, np.inf)


def test_infinite_scores_have_an_order_too() -> None:
    """A logit of a certain answer is infinite and lies outside all edges."""
    edges = ScoreEdges(np.array([0.0]))
    assert edges.locate(np.array([-np.inf, np.inf])).tolist() == [0, 2]


def test_distinct_scores_put_every_row_into_a_bin_of_one_value() -> None:
    """Zero and minus zero are one score; NaN is none."""
    scores = np.array([0.5, -0.0, 0.0, 0.5, np.nan])
    edges = edges_from_scores(scores)
    assert edges.values.tolist() == [0.0, 0.5]
    assert edges.single_valued(edges.locate(scores[:4])).all()


def test_few_reference_scores_are_their_own_edges() -> None:
    """Up to 1,024 distinct values nothing is cut."""
    scores = np.repeat(np.arange(1024.0), 3)
    assert np.array_equal(edges_from_reference(scores).values, np.arange(1024.0))


def test_many_reference_scores_are_cut_into_equal_masses() -> None:
    """Each of 1,024 gaps holds its share of the reference to within one row in a gap."""
    scores = np.random.default_rng(1).beta(1, 4, size=50_000)
    edges = edges_from_reference(scores)
    gap = np.searchsorted(edges.values, scores, side="right")
    assert edges.values.size == 1025
    assert np.ptp(np.bincount(gap)[1:-1]) <= 1


def test_a_score_that_many_rows_share_has_its_own_bin() -> None:
    """A rule that answers .3 for half the rows must not blur the rank of its neighbours."""
    rng = np.random.default_rng(2)
    scores = np.where(rng.random(10_000) < 0.5, 0.3, rng.random(10_000))
    edges = edges_from_reference(scores)
    assert edges.values.size < 1025
    assert edges.single_valued(edges.locate(np.array([0.3]))).all()


def test_without_a_score_there_is_one_bin() -> None:
    """A model without scores still has cells."""
    edges = edges_from_reference([np.nan])
    assert edges.n_bins == 1
    assert edges.locate(np.array([0.4])).tolist() == [0]
