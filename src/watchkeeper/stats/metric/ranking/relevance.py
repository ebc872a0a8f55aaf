"""What was found relevant, in the order in which it was shown: checks at the door."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, count, finite_1d


def one_query(relevance: npt.ArrayLike, k: int) -> tuple[Floats, int]:
    """Return the relevance of one query as shape (1, ranks), and *k* as a number of ranks.

    Raises:
        NotEnoughData: nothing is relevant, so no order is better than another.
        ValueError: not 1-d, NaN, infinity or a negative relevance, or *k* below 1.
    """
    row = finite_1d(relevance, name="relevance")[None, :]
    graded, depth = many_queries(row, k)
    if not graded.any():
        raise NotEnoughData(
            "relevance holds 0 relevant items, needs 1", hint="leave such queries out"
        )
    return graded, depth


def many_queries(relevance: npt.ArrayLike, k: int) -> tuple[Floats, int]:
    """Return relevance as shape (queries, ranks), and *k* as a number of ranks.

    Raises:
        ValueError: not 2-d, NaN, infinity or a negative relevance, or *k* below 1.
    """
    table = np.asarray(relevance, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"relevance must have shape (queries, ranks), got {table.shape}")
    finite_1d(table.ravel(), name="relevance")
    if table.size and table.min() < 0.0:
        raise ValueError(f"relevance must be >= 0, got {table.min()}")
    depth = count(k, name="k")
    if depth < 1:
        raise ValueError(f"k must be at least 1, got {depth}")
    return table, depth


def is_relevant(relevance: Floats) -> Floats:
    """Return 1 where the relevance is above 0, else 0."""
    return (relevance > 0.0).astype(np.float64)
