"""Distances shown beside every drift decision: what people know, from the same counts."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.model import Measure
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.stats.distance import hellinger, jensen_shannon, ks_bounds, psi
from watchkeeper.stats.two_sample import chi2

Floats = npt.NDArray[np.float64]


def cell_counts(column: ColumnBaseline, cells: ColumnCells) -> Floats:
    """Return the counts of one cell of *cells* in ascending order of value, shape (K,).

    Numbers: below, the bins, above; what lies on no reference value comes last. Categories:
    the names, other, unseen.
    """
    bins = cells.bins[0].astype(np.float64)
    if column.kind == "category":
        return np.append(bins, cells.unseen[0])
    ends = (cells.below[0], cells.above[0])
    if column.numeric.discrete:
        return np.concatenate(([ends[0]], bins[:-1], [ends[1]], bins[-1:]))
    return np.concatenate(([ends[0]], bins, [ends[1]]))


def distances(column: ColumnBaseline, cells: ColumnCells) -> tuple[Measure, ...]:
    """Return the distances of a window (one cell) from the fixed reference.

    They alarm nobody: with many rows every one of them is "significant", with few none is.
    """
    then, now = cell_counts(column, column.total), cell_counts(column, cells)
    used = (then + now) > 0
    then, now = then[used], now[used]
    if then.sum() == 0 or now.sum() == 0 or then.size < 2:
        return ()
    note = "against the fixed reference"
    homogeneity = chi2(then, now)
    shown = [
        Measure(name="psi", value=psi(then, now), unit="nats", note=f"{note}, textbook"),
        Measure(
            name="psi_debiased",
            value=psi(then, now, debias=True),
            unit="nats",
            note=f"{note}, less its mean without drift",
        ),
        Measure(name="jensen_shannon", value=jensen_shannon(then, now), note=note),
        Measure(name="hellinger", value=hellinger(then, now), note=note),
        Measure(
            name="chi2_p",
            value=homogeneity.p_value,
            note=f"{note}: homogeneity of both frames, rows taken as independent",
        ),
    ]
    if column.kind == "numeric":
        bounds = ks_bounds(then, now)
        shown.append(
            Measure(
                name="ks",
                value=(bounds.lower + bounds.upper) / 2,
                lower=bounds.lower,
                upper=bounds.upper,
                note=f"{note}: exact bounds from the bins",
            )
        )
        shown.extend(_gap(column, cells))
    return tuple(shown)


def _gap(column: ColumnBaseline, cells: ColumnCells) -> tuple[Measure, ...]:
    n, m = float(cells.present[0]), float(column.present)
    if n < 2 or m < 2:
        return ()
    mean, mean_ref = float(cells.s1[0]) / n, float(column.total.s1[0]) / m
    variance = max(float(cells.s2[0]) / n - mean**2, 0.0)
    error = math.sqrt(variance / n + 1.0 / m)
    gap = mean - mean_ref
    return (
        Measure(
            name="gap_to_reference",
            value=gap,
            lower=gap - 1.96 * error,
            upper=gap + 1.96 * error,
            unit="reference s.d.",
            note="mean less the reference's mean",
        ),
    )
