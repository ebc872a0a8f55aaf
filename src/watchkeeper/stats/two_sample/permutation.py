"""Random splits of all rows into two sides, and the p-value that they give."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from watchkeeper.stats.arrays import Floats, Mask, count

# Rows times splits that are held in memory at a time.
_CELLS = 4_000_000


def random_splits(n: int, m: int, *, permutations: int, seed: int) -> Iterator[Mask]:
    """Yield random splits of ``n + m`` rows, in blocks of shape (splits, n + m).

    True marks the *m* rows of the current side. The same *seed* gives the same splits.

    Raises:
        ValueError: no permutation, or a seed below 0.
    """
    left = count(permutations, name="permutations")
    if left == 0:
        raise ValueError("permutations must be at least 1, got 0")
    rng = np.random.default_rng(count(seed, name="seed"))
    block = max(1, _CELLS // (n + m))
    side = np.arange(n + m) >= n
    while left:
        size = min(block, left)
        yield rng.permuted(np.tile(side, (size, 1)), axis=1)
        left -= size


def permutation_p_value(observed: float, permuted: Floats) -> float:
    """Return ``(as large + 1) / (permutations + 1)``: the observed split is one of them all."""
    # Equal splits come out different in the last digits.
    as_large = int(np.count_nonzero(permuted >= observed * (1.0 - 1e-9)))
    return (as_large + 1) / (permuted.size + 1)
