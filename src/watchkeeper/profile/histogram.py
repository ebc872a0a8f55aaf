"""Exact counts of numbers in bins, run by run."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from watchkeeper.profile.bins import NumericBins
from watchkeeper.profile.ranks import Ranks, rank_table, ranks_by_search
from watchkeeper.profile.runs import Floats, Ints

# Blocks stay in the processor's cache between the steps.
BLOCK = 32_768
_WORTH_A_TABLE = 4_096

Counted = tuple[Ints, Ints, Ints]
Ranker = Callable[[Floats], Ranks]


def histogram(values: Floats, offsets: Ints, bins: NumericBins) -> Counted:
    """Count finite *values* by run and cell.

    Args:
        values: Shape (n,), all finite.
        offsets: Shape (G + 1,); run *i* is ``values[offsets[i]:offsets[i + 1]]``.
        bins: The cells.

    Returns:
        ``below`` (G,), ``cells`` (G, bins.size), ``above`` (G,).
    """
    table = rank_table(cuts_of(bins)) if values.size >= _WORTH_A_TABLE else None
    return count_with(by_search(bins) if table is None else table.ranks, values, offsets, bins)


def by_search(bins: NumericBins) -> Ranker:
    """Return the ranker that looks each value up in the cuts."""
    cuts = cuts_of(bins)
    return lambda values: ranks_by_search(values, cuts)


def cuts_of(bins: NumericBins) -> Floats:
    """Return the values at which a cell begins: rank 0 is below, the last rank above."""
    if bins.discrete:
        return bins.edges
    # "Above" begins just behind the last edge: that closes the last cell.
    with np.errstate(over="ignore"):
        return np.append(bins.edges[:-1], np.nextafter(bins.high, np.inf))


def count_with(rank: Ranker, values: Floats, offsets: Ints, bins: NumericBins) -> Counted:
    """Count as `histogram` does, with *rank* to look values up."""
    width = bins.size + 2
    counts = np.zeros((offsets.size - 1, width), dtype=np.int64)
    for start in range(0, values.size, BLOCK):
        block = values[start : start + BLOCK]
        code = rank(block)
        if bins.discrete:
            _split_off_grid(code, block, bins)
        end = start + block.size
        first = int(np.searchsorted(offsets, start, side="right")) - 1
        last = int(np.searchsorted(offsets, end, side="left"))
        if last - first > 1:
            lengths = np.diff(offsets[first : last + 1].clip(start, end))
            code += np.repeat(np.arange(last - first, dtype=np.intp) * width, lengths)
        found = np.bincount(code, minlength=(last - first) * width)
        counts[first:last] += found.reshape(last - first, width)
    return counts[:, 0], counts[:, 1:-1], counts[:, -1]


def _split_off_grid(code: Ranks, values: Floats, bins: NumericBins) -> None:
    """Turn ranks among the distinct values into cells, in place."""
    at_rank = np.concatenate(([np.nan], bins.edges))
    other = np.flatnonzero(at_rank.take(code) != values)
    if not other.size:
        return
    rank = code[other]
    cell = np.where(rank == bins.edges.size, bins.size + 1, bins.size)
    code[other] = np.where(rank == 0, 0, cell)
