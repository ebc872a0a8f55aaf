"""Permutation test of the energy distance."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.stats.distance.energy import squared_energies
from watchkeeper.stats.distance.rows import pooled_rows
from watchkeeper.stats.two_sample.permutation import permutation_p_value, random_splits
from watchkeeper.stats.two_sample.result import TestResult


def energy(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, permutations: int = 199, seed: int = 0
) -> TestResult:
    """Test whether two samples can come from one law, by their energy distance.

    The p-value is the share of random splits of all rows into *n* and *m* whose distance is as
    large, the observed split counted as one of them: ``(as large + 1) / (permutations + 1)``.
    Any difference of the two laws is found with enough rows.

    Args:
        reference: Shape (n,) or (n, columns). Values in the period taken as normal.
        current: Shape (m,) or (m, columns). Values in the period under test. Distances are
            Euclidean: bring several columns to one scale first.
        permutations: Random splits; the p-value is at least ``1 / (permutations + 1)``.
        seed: The same seed and rows draw the same splits; neither the order of the rows nor the
            unit of a column matters.

    Returns:
        Statistic (the energy distance, >= 0, in the root of the unit of the values), p-value,
        and the rows of *reference* and *current*. With no drift a p-value of alpha or less
        comes up with chance alpha at most, at any number of rows; with exactly that chance
        where the values have no ties and ``alpha * (permutations + 1)`` is whole. Constant: 1.

    Raises:
        ValueError: other shapes, unequal numbers of columns, NaN or infinity, no permutation.
        NotEnoughData: one of the two holds no row.

    Source:
        G. J. Szekely, M. L. Rizzo, Energy statistics: a class of statistics based on distances,
        Journal of Statistical Planning and Inference 143 (2013) 1249-1272, section 6; B.
        Phipson, G. K. Smyth, Permutation p-values should never be zero, Statistical
        Applications in Genetics and Molecular Biology 9 (2010) article 39.
    """
    rows, is_current = pooled_rows(reference, current)
    m = int(np.count_nonzero(is_current))
    n = len(rows) - m
    observed = float(squared_energies(rows, is_current[np.newaxis])[0])
    splits = random_splits(rows, m, permutations=permutations, seed=seed)
    permuted = np.concatenate([squared_energies(rows, block) for block in splits])
    return TestResult(math.sqrt(observed), permutation_p_value(observed, permuted), n, m)
