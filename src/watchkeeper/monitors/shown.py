"""Distances shown beside every drift decision: what people know, from the same counts."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import special

from watchkeeper.model import Measure
from watchkeeper.monitors.distance_interval import half_width
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.quality.decision.groups import shape_groups
from watchkeeper.stats.distance import hellinger, jensen_shannon, ks_bounds, psi
from watchkeeper.stats.two_sample import chi2

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LEAST_ROWS = 30
_Z = float(-special.ndtri(0.025))
_THAN = "than the fixed reference"
_FROM = "from the fixed reference"


def distances(column: ColumnBaseline, cells: ColumnCells) -> tuple[Measure, ...]:
    """Return how far a window (one cell) lies from the fixed reference, in the usual measures.

    They alarm nobody: with many rows every one of them is "significant", with few none is.
    Nothing with fewer than 30 values on a side. Categories and numbers are compared in the
    groups in which shapes are decided (about 10 of equal mass, values below, above and beside
    those of the reference on their own; 30 categories, unseen ones on their own), KS in the
    finest cells.
    """
    n, m = int(cells.present[0]), column.present
    if min(n, m) < LEAST_ROWS:
        return ()
    groups = shape_groups(column.bins, column.total)
    then, now = groups.of_reference(column.total)[0], groups.counts(cells)[0]
    used = (then + now) > 0
    shown = (
        Measure(
            name="psi",
            value=psi(_opened(column, then), _opened(column, now)),
            unit="nats",
            note=f"{_FROM}, textbook: above 0 by chance",
        ),
        *_of_groups(then[used], now[used]),
    )
    if column.kind == "category":
        return shown
    return (*shown, _ks(column, cells), _gap(column, cells, n, m))


def _of_groups(then: Floats, now: Floats) -> tuple[Measure, ...]:
    debiased, half = psi(then, now, debias=True), half_width(then, now)
    return (
        Measure(
            name="psi_debiased",
            value=debiased,
            lower=debiased - half,
            upper=debiased + half,
            unit="nats",
            note=f"{_FROM}, less its mean without drift",
        ),
        Measure(
            name="jensen_shannon", value=jensen_shannon(then, now), unit="root of bits", note=_FROM
        ),
        Measure(name="hellinger", value=hellinger(then, now), note=_FROM),
        Measure(
            name="chi2_p",
            value=chi2(then, now).p_value,
            note=f"chance of a larger difference {_FROM}, rows taken as independent",
        ),
    )


def _opened(column: ColumnBaseline, counts: Floats) -> Floats:
    """Return group counts as most tools cut them: the outer groups are open to their sides."""
    if column.kind == "category":
        return counts
    inside = counts[:-2].copy()
    inside[0] += counts[-2]
    inside[-1] += counts[-1]
    return inside


def _ks(column: ColumnBaseline, cells: ColumnCells) -> Measure:
    if column.numeric.discrete and cells.bins[0, -1]:
        share = float(cells.bins[0, -1]) / float(cells.present[0])
        why = f"{share:.1%} of the values equal none of the reference's: no place in the order"
        return Measure(name="ks", value=None, note=why)
    then, exact = _ordered_counts(column, column.total)
    now, _ = _ordered_counts(column, cells)
    bounds = ks_bounds(then, now, single_valued=exact)
    how = "exact" if bounds.lower == bounds.upper else "exact bounds, as values share cells"
    return Measure(
        name="ks",
        value=bounds.lower,
        lower=bounds.lower,
        upper=bounds.upper,
        note=f"{_FROM}, {how}",
    )


def _ordered_counts(column: ColumnBaseline, cells: ColumnCells) -> tuple[Floats, Bools]:
    """Return the counts of one cell in ascending order of value: below, the bins, above.

    The second array says where the order inside makes no difference: a bin of one value, or
    one in which the reference has no row. Values beside the reference's are left out.
    """
    discrete = column.numeric.discrete
    bins = cells.bins[0, :-1] if discrete else cells.bins[0]
    counts = np.concatenate((cells.below, bins, cells.above)).astype(np.float64)
    exact = np.full(counts.size, discrete)
    exact[[0, -1]] = True
    return counts, exact


def _gap(column: ColumnBaseline, cells: ColumnCells, n: int, m: int) -> Measure:
    mean, variance = _moments(cells, n)
    mean_then, variance_then = _moments(column.total, m)
    half = _Z * math.sqrt(variance / n + variance_then / m)
    gap = mean - mean_then
    return Measure(
        name="gap_to_reference",
        value=gap,
        lower=gap - half,
        upper=gap + half,
        unit="reference s.d.",
        note=f"the mean is so much larger {_THAN}'s, rows taken as independent",
    )


def _moments(cells: ColumnCells, n: int) -> tuple[float, float]:
    mean = float(cells.s1[0]) / n
    return mean, max(float(cells.s2[0]) / n - mean**2, 0.0)
