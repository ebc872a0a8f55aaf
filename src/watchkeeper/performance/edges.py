"""Where scores are cut into bins, so that a cell of counts can stand for its rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ScoreEdges:
    """Strictly increasing scores; each is a bin of its own and so is each gap between two.

    E edges make ``2 * E + 1`` bins in the order of the scores: bin ``2 * i + 1`` holds exactly
    the value of edge i, bin ``2 * i`` what lies between edges i - 1 and i. The first bin holds
    what is below all edges, the last what is above. Only an even bin can hold different
    values, hence only even bins can make a rank metric inexact.
    """

    values: Floats

    @property
    def n_bins(self) -> int:
        """Return the number of bins, ``2 * E + 1``."""
        return 2 * self.values.size + 1

    def locate(self, scores: Floats) -> Ints:
        """Return the bin of each score, shape (n,). NaN is not a score: leave it out first."""
        if not self.values.size:
            return np.zeros(scores.shape, dtype=np.int64)
        left = np.searchsorted(self.values, scores, side="left")
        on_edge = self.values[np.minimum(left, self.values.size - 1)] == scores
        bins: Ints = 2 * left.astype(np.int64) + on_edge
        return bins

    def single_valued(self, bins: Ints) -> npt.NDArray[np.bool_]:
        """Return which of *bins* can hold one score only."""
        odd: npt.NDArray[np.bool_] = bins % 2 == 1
        return odd

    def span(self, bins: Ints) -> tuple[Floats, Floats]:
        """Return the lowest and the highest score that each of *bins* can hold."""
        ends = np.concatenate(([-np.inf], self.values, [np.inf]))
        return ends[(bins + 1) // 2], ends[bins // 2 + 1]


def edges_from_scores(scores: npt.ArrayLike) -> ScoreEdges:
    """Return the distinct scores as edges: every bin holds one value, so ranks are exact."""
    return ScoreEdges(_distinct(scores))


def edges_from_reference(scores: npt.ArrayLike, bins: int = 1024) -> ScoreEdges:
    """Return edges that cut the reference's scores into *bins* gaps of equal mass.

    Each edge is a score that the reference holds, so a score that many rows share has its own
    bin. With at most *bins* distinct scores each of them is an edge. NaN is left out; without
    any score there is one bin.
    """
    values = _distinct(scores)
    if values.size <= bins:
        return ScoreEdges(values)
    present = _numbers(scores)
    cuts = np.quantile(present, np.linspace(0.0, 1.0, bins + 1), method="inverted_cdf")
    return ScoreEdges(np.unique(cuts))


def _numbers(scores: npt.ArrayLike) -> Floats:
    array = np.asarray(scores, dtype=np.float64).ravel()
    return array[~np.isnan(array)]


def _distinct(scores: npt.ArrayLike) -> Floats:
    # Adding 0 turns -0.0 into 0.0: the two are one score.
    return np.unique(_numbers(scores) + 0.0)
