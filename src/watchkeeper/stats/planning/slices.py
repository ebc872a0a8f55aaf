"""Checks at the door of what is planned by slice."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Counts, Floats, counts_1d, finite_1d


def positive_by_slice(values: npt.ArrayLike | None, *, name: str, slices: int) -> Floats:
    """Return one number above 0 a slice, 1 where none are given, or say what is wrong."""
    if values is None:
        return np.ones(slices)
    array = not_negative_by_slice(values, name=name, slices=slices)
    if not (array > 0.0).all():
        raise ValueError(f"{name} must be above 0, got {array.min()}")
    return array


def not_negative_by_slice(values: npt.ArrayLike, *, name: str, slices: int) -> Floats:
    """Return one number >= 0 a slice, or say what is wrong."""
    array = finite_1d(values, name=name)
    if array.size != slices:
        raise ValueError(f"{name} must have shape ({slices},), got ({array.size},)")
    if (array < 0.0).any():
        raise ValueError(f"{name} must be >= 0, got {array.min()}")
    return array


def counts_by_slice(
    values: npt.ArrayLike | None, *, name: str, slices: int, otherwise: int
) -> Counts:
    """Return one count a slice, *otherwise* where none are given, or say what is wrong."""
    if values is None:
        return np.full(slices, otherwise, dtype=np.int64)
    array = counts_1d(values, name=name)
    if array.size != slices:
        raise ValueError(f"{name} must have shape ({slices},), got ({array.size},)")
    return array


def weights_of_slices(weights: npt.ArrayLike) -> Floats:
    """Return the weights as shares of their sum, or say what is wrong.

    Raises:
        NotEnoughData: no slice, or all weights are 0.
        ValueError: not 1-d, NaN, infinite or negative weights.
    """
    array = finite_1d(weights, name="weights")
    if (array < 0.0).any():
        raise ValueError(f"weights must be >= 0, got {array.min()}")
    total = float(array.sum())
    if total == 0.0:
        raise NotEnoughData("weights hold no slice above 0, needs 1", hint="name the slices")
    shares: Floats = array / total
    return shares
