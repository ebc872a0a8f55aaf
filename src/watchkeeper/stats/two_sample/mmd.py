"""Permutation test of the maximum mean discrepancy."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.distance.mmd import (
    likeness_sums,
    median_distance,
    squared_discrepancies,
)
from watchkeeper.stats.distance.rows import pooled_rows
from watchkeeper.stats.two_sample.permutation import permutation_p_value, random_splits
from watchkeeper.stats.two_sample.result import TestResult


def mmd(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, permutations: int = 199, seed: int = 0
) -> TestResult:
    """Test whether two samples can come from one law, by their maximum mean discrepancy.

    A Gaussian kernel as wide as the median distance of two unlike rows of both sides together.
    The p-value is the share of random splits of all rows into *n* and *m* whose discrepancy is
    as large, the observed split counted as one of them:
    ``(as large + 1) / (permutations + 1)``.

    Args:
        reference: Shape (n,) or (n, columns). Values in the period taken as normal.
        current: Shape (m,) or (m, columns). Values in the period under test. Distances are
            Euclidean: bring several columns to one scale first.
        permutations: Random splits; the p-value is at least ``1 / (permutations + 1)``.
        seed: The same seed and rows draw the same splits; neither the order of the rows nor the
            unit of a column matters.

    Returns:
        Statistic (the discrepancy, biased, from 0 to ``sqrt(2)``), p-value, and the rows of
        *reference* and *current*. With no drift a p-value of alpha or less comes up with chance
        alpha at most, at any number of rows; with exactly that chance where the values have no
        ties and ``alpha * (permutations + 1)`` is whole. All rows alike: 0 and 1. Time grows
        with ``(n + m)**2 * permutations``.

    Raises:
        ValueError: other shapes, unequal numbers of columns, NaN or infinity, no permutation.
        NotEnoughData: one of the two holds no row.

    Source:
        A. Gretton, K. Borgwardt, M. Rasch, B. Scholkopf, A. Smola, A kernel two-sample test,
        Journal of Machine Learning Research 13 (2012) 723-773, equation 5, section 8; B.
        Phipson, G. K. Smyth, Permutation p-values should never be zero, Statistical
        Applications in Genetics and Molecular Biology 9 (2010) article 39.
    """
    rows, is_current = pooled_rows(reference, current)
    m = int(np.count_nonzero(is_current))
    n = len(rows) - m
    splits = list(random_splits(rows, m, permutations=permutations, seed=seed))
    width = median_distance(rows)
    if width == 0.0:
        return TestResult(0.0, 1.0, n, m)
    sums = likeness_sums(rows, np.concatenate([is_current[np.newaxis], *splits]), bandwidth=width)
    squares = squared_discrepancies(sums, n=float(n), m=float(m))
    observed = float(squares[0])
    return TestResult(math.sqrt(observed), permutation_p_value(observed, squares[1:]), n, m)
