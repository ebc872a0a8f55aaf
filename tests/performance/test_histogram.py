from __future__ import annotations

import numpy as np

from watchkeeper.performance.histogram import LabelState, ScoreHistogram, count_rows


def _histogram() -> ScoreHistogram:
    cells = np.array([0, 2, 0, 2, 0])
    bins = np.array([4, 1, 4, 3, 0])
    states = np.array([LabelState.POSITIVE, 0, LabelState.POSITIVE, 2, 0])
    return count_rows(cells, bins, states, 3, 5)


def _dense(histogram: ScoreHistogram, cell: int) -> list[list[int]]:
    bins, counts = histogram.cell(cell)
    table = np.zeros((histogram.n_bins, 3), dtype=int)
    table[bins] = counts
    return table.tolist()


def test_only_occupied_bins_are_kept_in_order() -> None:
    """Five rows in four bins: cell 0 has two entries, cell 1 none, cell 2 two."""
    histogram = _histogram()
    assert histogram.offsets.tolist() == [0, 2, 2, 4]
    assert histogram.bins.tolist() == [0, 4, 1, 3]
    assert histogram.counts.tolist() == [[1, 0, 0], [0, 2, 0], [1, 0, 0], [0, 0, 1]]


def test_grouping_adds_bin_by_bin() -> None:
    """Cells 0 and 2 in one group; a group that gets nothing is empty."""
    histogram = _histogram()
    grouped = histogram.group(np.array([1, 1, 1]), 2)
    total = np.array(_dense(histogram, 0)) + np.array(_dense(histogram, 2))
    assert _dense(grouped, 1) == total.tolist()
    assert grouped.cell(0)[0].size == 0


def test_take_and_concat_keep_whole_cells() -> None:
    """Cells can be reordered, repeated and put together again."""
    histogram = _histogram()
    taken = histogram.take(np.array([2, 0, 2]))
    both = ScoreHistogram.concat([taken, histogram])
    want = [_dense(histogram, cell) for cell in (2, 0, 2, 0, 1, 2)]
    assert [_dense(both, cell) for cell in range(6)] == want
