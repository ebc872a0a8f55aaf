"""Random splits of all rows into two sides, and the p-value that they give."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np

from watchkeeper.stats.arrays import Floats, Mask, count

# Rows times splits that are held in memory at a time.
_CELLS = 4_000_000
# Steps from the least to the largest value of a column, when rows are made into a seed.
_STEPS = 1_000_000


def random_splits(rows: Floats, m: int, *, permutations: int, seed: int) -> Iterator[Mask]:
    """Yield random splits of *rows*, in blocks of shape (splits, rows).

    Drawn from *seed* and from the rows of both sides together: from *seed* alone every window
    would meet the same few splits, and the chance of a false alarm at .05 would be .045 for one
    seed and .08 for another, for ever. The unit of a column makes no difference.

    Args:
        rows: Shape (rows, columns), in an order that does not depend on the sides.
        m: Rows marked True in each split: those of the current side.
        permutations: Splits in all.
        seed: The same seed and rows give the same splits.

    Raises:
        ValueError: no permutation, or a seed below 0.
    """
    left = count(permutations, name="permutations")
    if left == 0:
        raise ValueError("permutations must be at least 1, got 0")
    rng = np.random.default_rng([count(seed, name="seed"), _fingerprint(rows)])
    block = max(1, _CELLS // len(rows))
    side = np.arange(len(rows)) < m
    while left:
        size = min(block, left)
        yield rng.permuted(np.tile(side, (size, 1)), axis=1)
        left -= size


def permutation_p_value(observed: float, permuted: Floats) -> float:
    """Return ``(as large + 1) / (permutations + 1)``: the observed split is one of them all."""
    # Equal splits come out different in the last digits.
    as_large = int(np.count_nonzero(permuted >= observed * (1.0 - 1e-9)))
    return (as_large + 1) / (permuted.size + 1)


def _fingerprint(rows: Floats) -> int:
    """A number made of the rows; places within the span of a column, so that units drop out."""
    least, span = rows.min(axis=0), np.ptp(rows, axis=0)
    places = np.rint((rows - least) / np.where(span > 0.0, span, 1.0) * _STEPS)
    digest = hashlib.blake2b(places.astype("<i8").tobytes(), digest_size=8).digest()
    return int.from_bytes(digest, "little")
