"""Counts of rows per cell, score bin and label state, stored without the zeros."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


class LabelState(IntEnum):
    """What is known of a row's label; the column of the counts."""

    NEGATIVE = 0
    POSITIVE = 1
    UNLABELLED = 2


@dataclass(frozen=True, slots=True, eq=False)
class ScoreHistogram:
    """Counts for G cells over *n_bins* bins, only the bins that hold a row.

    Cell g owns the entries ``offsets[g]:offsets[g + 1]``; within a cell ``bins`` increases.
    ``counts`` has shape (entries, 3), its columns are `LabelState`. Merging adds, so counts
    come out the same in any order.
    """

    n_bins: int
    offsets: Ints
    bins: Ints
    counts: Ints

    @property
    def n_cells(self) -> int:
        """Return G."""
        return self.offsets.size - 1

    def cell(self, index: int) -> tuple[Ints, Ints]:
        """Return the occupied bins of one cell, shape (m,), and their counts, shape (m, 3)."""
        part = slice(int(self.offsets[index]), int(self.offsets[index + 1]))
        return self.bins[part], self.counts[part]

    def group(self, into: Ints, n_groups: int) -> ScoreHistogram:
        """Add cell g to group ``into[g]``; a group that gets no cell is empty."""
        cell_of_entry = np.repeat(np.arange(self.n_cells), np.diff(self.offsets))
        return _add_up(into[cell_of_entry], self.bins, self.counts, n_groups, self.n_bins)

    def take(self, indices: Ints) -> ScoreHistogram:
        """Return the cells at *indices*, in that order."""
        sizes = np.diff(self.offsets)[indices]
        offsets = _offsets(sizes)
        entries = np.repeat(self.offsets[indices] - offsets[:-1], sizes) + np.arange(offsets[-1])
        return ScoreHistogram(self.n_bins, offsets, self.bins[entries], self.counts[entries])

    @staticmethod
    def concat(parts: Sequence[ScoreHistogram]) -> ScoreHistogram:
        """Return the cells of all *parts* (at least one), one after the other."""
        sizes = np.concatenate([np.diff(part.offsets) for part in parts])
        return ScoreHistogram(
            parts[0].n_bins,
            _offsets(sizes),
            np.concatenate([part.bins for part in parts]),
            np.concatenate([part.counts for part in parts]),
        )


def count_rows(cells: Ints, bins: Ints, states: Ints, n_cells: int, n_bins: int) -> ScoreHistogram:
    """Count rows by (cell, bin, state); all three arrays have shape (n,)."""
    keys, entry = np.unique(cells * n_bins + bins, return_inverse=True)
    n_states = len(LabelState)
    counts = np.bincount(entry * n_states + states, minlength=keys.size * n_states)
    return _from_keys(keys, counts.reshape(keys.size, n_states).astype(np.int64), n_cells, n_bins)


def _add_up(cells: Ints, bins: Ints, counts: Ints, n_cells: int, n_bins: int) -> ScoreHistogram:
    keys, entry = np.unique(cells * n_bins + bins, return_inverse=True)
    sums = np.zeros((keys.size, counts.shape[1]), dtype=np.int64)
    np.add.at(sums, entry, counts)
    return _from_keys(keys, sums, n_cells, n_bins)


def _from_keys(keys: Ints, counts: Ints, n_cells: int, n_bins: int) -> ScoreHistogram:
    sizes = np.bincount(keys // n_bins, minlength=n_cells)
    return ScoreHistogram(n_bins, _offsets(sizes), keys % n_bins, counts)


def _offsets(sizes: npt.NDArray[np.integer]) -> Ints:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)])
