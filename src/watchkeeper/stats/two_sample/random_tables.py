"""P-value of a statistic of two count vectors among random tables with the same sums."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from watchkeeper.stats.arrays import Counts, Floats

DRAWS = 1999
# NumPy draws without replacement from fewer than this many rows.
_LARGEST_URN = 1_000_000_000
# Drawing ends at this many tables as large: the p-value is then at least .01.
_ENOUGH = 20
_BLOCK = 200

Statistic = Callable[[Counts, Counts], Floats]


def share_as_large(statistic: Statistic, ref: Counts, cur: Counts, *, draws: int) -> float:
    """Return the share of random tables whose *statistic* is as large as that of the counts.

    The tables have the same sums of rows and columns, as if every row had drawn its side from
    one urn: with no drift each is as likely as the one observed, at any number of rows. The
    p-value is ``(as large + 1) / (draws + 1)``; drawing ends early at the 20th as large.

    Args:
        statistic: Takes two count arrays, bins on the last axis, and gives a number for each
            pair; larger means further apart.
        ref: Shape (bins,), at least one row.
        cur: Shape (bins,), at least one row.
        draws: Tables at most. The seed comes from the counts: equal counts, equal answer.

    Source:
        J. Besag, P. Clifford, Sequential Monte Carlo p-values, Biometrika 78 (1991) 301-304.
    """
    least = float(statistic(ref, cur)) * (1.0 - 1e-9)
    rng = np.random.default_rng([*ref.tolist(), *cur.tolist()])
    total, m = ref + cur, int(cur.sum())
    drawn = as_large = 0
    while drawn < draws:
        tables = _tables(rng, total, m, min(_BLOCK, draws - drawn))
        hits = np.flatnonzero(statistic(total - tables, tables) >= least)
        if as_large + hits.size >= _ENOUGH:
            # The hit that makes it enough is the "+ 1" of both.
            return _ENOUGH / (drawn + int(hits[_ENOUGH - as_large - 1]) + 1)
        drawn, as_large = drawn + len(tables), as_large + hits.size
    return (as_large + 1) / (draws + 1)


def _tables(rng: np.random.Generator, total: Counts, m: int, size: int) -> Counts:
    if int(total.sum()) < _LARGEST_URN:
        return rng.multivariate_hypergeometric(total, m, size=size)
    # Sparse bins among so many rows mean that one side is a small part of them: drawing with
    # replacement is then the same.
    return rng.multinomial(m, total / total.sum(), size=size)
