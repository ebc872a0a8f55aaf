"""The cells a column's values are counted in: cut once, on the reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CELLS = 64
TOP_CATEGORIES = 100

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class NumericBins:
    """Cells of a numeric column.

    Continuous: cell *i* is ``[edges[i], edges[i + 1])``, the last one closed. Discrete (at
    most 64 distinct reference values): ``edges`` are these values, each a cell of its own,
    plus a last cell "off-grid" for values inside the range that equal none of them.
    ``mean`` and ``sd`` are the reference's; ``sd`` is 1 where the reference is constant, so
    that ``mean + sd * z`` is always the natural unit.
    """

    edges: Floats
    discrete: bool
    mean: float
    sd: float

    @property
    def size(self) -> int:
        """Return the number of cells, "off-grid" included."""
        return self.edges.size + 1 if self.discrete else self.edges.size - 1

    @property
    def low(self) -> float:
        """Return the smallest reference value; below it a value counts as ``below``."""
        return float(self.edges[0])

    @property
    def high(self) -> float:
        """Return the largest reference value; above it a value counts as ``above``."""
        return float(self.edges[-1])


@dataclass(frozen=True, slots=True)
class CategoryBins:
    """Cells of a category column: one per name, and a last one for other known categories.

    ``names`` are the (at most 100) most frequent ones of the reference, by count and then by
    name; ``known`` are all of the reference. A category outside ``known`` counts as unseen.
    ``once`` and ``twice`` are how many categories had one row of the reference and two: what
    is known of those that it missed.
    """

    names: tuple[str, ...]
    known: frozenset[str]
    once: int = 0
    twice: int = 0

    @property
    def size(self) -> int:
        """Return the number of cells, "other" included."""
        return len(self.names) + 1


Bins = NumericBins | CategoryBins


def numeric_bins(values: Floats) -> NumericBins:
    """Cut cells on the reference *values*: shape (n,), n >= 1, all finite."""
    return bins_of_sorted(np.sort(values))


def bins_of_sorted(ordered: Floats) -> NumericBins:
    """Cut cells on reference values that are sorted: shape (n,), n >= 1, all finite."""
    mean, sd = _moments(ordered)
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    # + 0.0 turns -0.0 into 0.0: equal values, but their bytes would give another identity.
    if starts.size <= CELLS:
        return NumericBins(ordered[starts] + 0.0, True, mean, sd)
    return NumericBins(_equal_mass_edges(ordered) + 0.0, False, mean, sd)


def category_bins(counts: Mapping[str, int], extra: Iterable[str] = ()) -> CategoryBins:
    """Cut cells on the reference's category *counts*; *extra* names are known without rows."""
    names = sorted({**dict.fromkeys(extra, 0), **counts}.items(), key=lambda kv: (-kv[1], kv[0]))
    rows = [n for _, n in names]
    return CategoryBins(
        tuple(name for name, _ in names[:TOP_CATEGORIES]),
        frozenset(name for name, _ in names),
        once=rows.count(1),
        twice=rows.count(2),
    )


def equal_mass_edges(values: Floats, cells: int) -> Floats:
    """Return at most ``cells + 1`` edges, each a value of *values*, of about equal mass."""
    ordered = np.sort(values)
    return np.unique(ordered[_positions(ordered.size, cells)])


def _equal_mass_edges(ordered: Floats) -> Floats:
    picked = ordered[_positions(ordered.size, CELLS)]
    edges, hits = np.unique(picked, return_counts=True)
    # A value that takes several positions has freed at least one: the next distinct value
    # becomes an edge, so that a mass point never shares its cell with the values above it.
    heavy = edges[hits > 1]
    after = np.searchsorted(ordered, heavy, side="right")
    return np.union1d(edges, ordered[after[after < ordered.size]])


def _positions(n: int, cells: int) -> npt.NDArray[np.int64]:
    return np.arange(cells + 1, dtype=np.int64) * (n - 1) // cells


def _moments(ordered: Floats) -> tuple[float, float]:
    low, high = float(ordered[0]), float(ordered[-1])
    if low == high:
        return low, 1.0
    # Scaled, so that neither the sum nor the squares of very large values overflow, and
    # anchored at one value, so that a small spread about a large mean keeps its digits.
    scale = max(abs(low), abs(high))
    scaled = ordered / scale
    anchor = float(scaled[scaled.size // 2])
    centred = scaled - anchor
    shift = float(centred.mean())
    sd = float(np.sqrt(np.mean((centred - shift) ** 2))) * scale
    return (anchor + shift) * scale, sd if sd > 0 else 1.0
