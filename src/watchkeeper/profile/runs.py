"""Sums over contiguous runs of rows, empty runs included."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
AnyArray = npt.NDArray[Any]

_FEW_RUNS = 64


def filled(offsets: Ints) -> npt.NDArray[np.intp]:
    """Return the runs that hold rows; run *i* is ``[offsets[i], offsets[i + 1])``."""
    return np.flatnonzero(offsets[1:] > offsets[:-1])


def sum_runs(values: AnyArray, offsets: Ints) -> AnyArray:
    """Return the sum of each run along the first axis; 0 for an empty run."""
    return _reduce(np.add, values, offsets, 0)


def smallest_in_runs(values: AnyArray, offsets: Ints) -> AnyArray:
    """Return the smallest value of each run; NaN for a run that is empty or all NaN."""
    return _reduce(np.fmin, values, offsets, np.nan)


def largest_in_runs(values: AnyArray, offsets: Ints) -> AnyArray:
    """Return the largest value of each run; NaN for a run that is empty or all NaN."""
    return _reduce(np.fmax, values, offsets, np.nan)


def count_runs(mask: Bools, offsets: Ints) -> Ints:
    """Return how many rows of each run are True."""
    if offsets.size <= _FEW_RUNS:
        ends = offsets.tolist()
        counts = [np.count_nonzero(mask[a:b]) for a, b in pairwise(ends)]
        return np.array(counts, dtype=np.int64)
    counts_before = np.searchsorted(np.flatnonzero(mask), offsets)
    return np.diff(counts_before).astype(np.int64)


def kept_offsets(mask: Bools, offsets: Ints) -> Ints:
    """Return the offsets of the same runs after the rows outside *mask* are dropped."""
    return np.concatenate(([0], np.cumsum(count_runs(mask, offsets)))).astype(np.int64)


def _reduce(ufunc: np.ufunc, values: AnyArray, offsets: Ints, nothing: float) -> AnyArray:
    out = np.full((offsets.size - 1, *values.shape[1:]), nothing, dtype=values.dtype)
    runs = filled(offsets)
    if runs.size:
        # reduceat would return the next run's first element for an empty run; between two
        # filled runs lie only empty ones, so the filled starts alone cut the same runs.
        out[runs] = ufunc.reduceat(values[: offsets[-1]], offsets[runs], axis=0)
    return out
