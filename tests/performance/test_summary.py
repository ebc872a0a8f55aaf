from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from watchkeeper.errors import DataError
from watchkeeper.performance import (
    ClassRows,
    ScoreCells,
    ScoreEdges,
    ValueRows,
    edges_from_reference,
    edges_from_scores,
    summarise,
)
from watchkeeper.performance.summary import ADDITIVE

EDGES = ScoreEdges(np.linspace(0.0, 1.0, 11))


def _rows(n: int, seed: int = 3) -> ClassRows:
    rng = np.random.default_rng(seed)
    return ClassRows(
        task="binary",
        classes=("no", "yes"),
        labels=rng.integers(-2, 2, n),
        predictions=rng.integers(-1, 2, n),
        scores=np.where(rng.random(n) < 0.1, np.nan, rng.random(n)),
    )


def _cells(n: int = 200, n_cells: int = 6) -> ScoreCells:
    start = np.arange(n_cells).astype("datetime64[h]").astype("datetime64[us]")
    return summarise(_rows(n), np.arange(n) % n_cells, n_cells, edges=EDGES, start=start)


def _assert_same(one: ScoreCells, two: ScoreCells) -> None:
    for name in ADDITIVE:
        assert np.allclose(getattr(one, name), getattr(two, name), rtol=1e-12), name
    for part in ("offsets", "bins", "counts"):
        assert np.array_equal(getattr(one.histogram, part), getattr(two.histogram, part)), part


@pytest.mark.parametrize("groups", [[0, 0, 0, 0, 0, 0], [0, 1, 0, 1, 2, 2], [3, 3, 1, 1, 0, 0]])
def test_cells_of_cells_are_the_cells_of_the_rows(groups: list[int]) -> None:
    """Adding cells gives what summing the rows in one step gives, in any grouping."""
    into = np.array(groups)
    direct = summarise(_rows(200), into[np.arange(200) % 6], 4, edges=EDGES)
    _assert_same(_cells().group(into, 4), direct)


def test_merge_adds_contiguous_runs() -> None:
    """Runs that begin at 0 and 4; each keeps its earliest start."""
    merged = _cells().merge([0, 4])
    _assert_same(merged, _cells().group([0, 0, 0, 0, 1, 1], 2))
    assert merged.start.astype("datetime64[h]").astype(int).tolist() == [0, 4]


def test_total_is_one_cell_even_of_none() -> None:
    """No cell at all adds up to one that is all zero."""
    none = _cells().select(np.zeros(6, dtype=bool))
    assert len(none) == 0
    assert none.total().rows.tolist() == [0]
    assert np.isnat(none.total().start).all()
    assert _cells().total().rows.tolist() == [200]


def test_select_takes_a_mask_or_indices() -> None:
    """Both keep whole cells; indices also set the order."""
    cells = _cells()
    masked = cells.select(np.array([False, True, False, False, True, False]))
    _assert_same(masked, cells.select([1, 4]))
    assert cells.select([4, 1]).start.tolist() == cells.start[[4, 1]].tolist()


def test_concat_puts_cells_one_after_the_other() -> None:
    """Split and put together again, the cells are the same."""
    cells = _cells()
    again = ScoreCells.concat([cells.select(np.arange(2)), cells.select(np.arange(2, 6))])
    _assert_same(again, cells)
    assert again.start.tolist() == cells.start.tolist()


def test_cells_of_other_edges_or_classes_do_not_add() -> None:
    """Bins of different edges mean different scores."""
    cells = _cells()
    others = summarise(_rows(10), np.zeros(10), 1, edges=ScoreEdges(np.array([0.5])))
    with pytest.raises(DataError, match="different score edges"):
        ScoreCells.concat([cells, others])
    values = summarise(ValueRows(labels=np.ones(1), predictions=np.ones(1)), [0], 1)
    with pytest.raises(DataError, match="cannot be added"):
        ScoreCells.concat([cells, values])


def test_a_summary_holds_the_rows_of_its_cell() -> None:
    """Five rows by hand: two of them lack something."""
    rows = ClassRows(
        task="binary",
        classes=("no", "yes"),
        labels=np.array([1, 0, 1, 1, -1]),
        predictions=np.array([1, 1, 0, -1, 1]),
        scores=np.array([0.8, 0.6, 0.6, np.nan, 0.9]),
    )
    cells = summarise(rows, np.zeros(5), 1, edges=edges_from_scores(rows.scores))
    summary = cells.summary(0)
    assert (summary.n, summary.n_positive, summary.n_scored) == (4, 3, 3)
    assert (summary.tp, summary.fp, summary.fn, summary.tn) == (1, 1, 1, 0)
    assert summary.positives.tolist() == [1, 1, 0]
    assert summary.negatives.tolist() == [1, 0, 0]
    assert summary.brier_sum == pytest.approx(0.04 + 0.36 + 0.16)


def _auc(positives: npt.NDArray[np.int64], negatives: npt.NDArray[np.int64]) -> float:
    wins = positives * (np.cumsum(negatives) - negatives / 2)
    return float(wins.sum() / positives.sum() / negatives.sum())


def test_only_bins_of_several_values_make_the_area_inexact() -> None:
    """Coarse edges move the area by at most half of what is tied in the gaps."""
    rows = _rows(3000)
    exact = summarise(rows, np.zeros(3000), 1, edges=edges_from_scores(rows.scores)).summary(0)
    edges = edges_from_reference(rows.scores, 20)
    coarse = summarise(rows, np.zeros(3000), 1, edges=edges).summary(0)
    tied = (coarse.positives * coarse.negatives)[~coarse.single_valued].sum()
    bound = tied / 2 / coarse.positives.sum() / coarse.negatives.sum()
    moved = abs(_auc(exact.positives, exact.negatives) - _auc(coarse.positives, coarse.negatives))
    assert exact.single_valued.all()
    assert 0 < moved <= bound
