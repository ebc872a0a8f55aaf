"""Checks at the door: each message has the name, what was found and what is needed."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def finite_1d(values: npt.ArrayLike, *, name: str, at_least: int = 0) -> Floats:
    """Return *values* as a 1-d float array, or say exactly what is wrong.

    Raises:
        ValueError: not 1-d, or it holds NaN or infinity.
        NotEnoughData: fewer than *at_least* values.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"{name} must have shape (n,), got {array.shape}")
    bad = int(np.count_nonzero(~np.isfinite(array)))
    if bad:
        raise ValueError(f"{name} holds {bad} NaN or infinite values of {array.size}")
    if array.size < at_least:
        raise NotEnoughData(
            f"{name} has {array.size} rows, needs {at_least}", hint="widen the window"
        )
    return array


def finite(value: float, *, name: str) -> float:
    """Return *value* as a float, or refuse NaN and infinity by name."""
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{name} must be a finite number, got {number}")
    return number


def counts_1d(values: npt.ArrayLike, *, name: str) -> Counts:
    """Return *values* as a 1-d int64 array of counts.

    Raises:
        ValueError: not 1-d, NaN, infinite, negative, or not whole numbers.
    """
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must have shape (bins,), got {array.shape}")
    return whole(array, name=name)


def whole(values: npt.ArrayLike, *, name: str) -> Counts:
    """Return *values* (any shape) as int64 counts >= 0, or say what is not a count."""
    array = np.asarray(values)
    if array.dtype.kind not in "biu":
        array = np.asarray(array, dtype=np.float64)
        bad = int(np.count_nonzero(~np.isfinite(array)))
        if bad:
            raise ValueError(f"{name} holds {bad} NaN or infinite values of {array.size}")
        if (array != np.floor(array)).any():
            raise ValueError(f"{name} must hold whole counts, not shares or weights")
    if array.size and array.min() < 0:
        raise ValueError(f"{name} must hold counts >= 0, got {array.min()}")
    return array.astype(np.int64)


def count(value: int, *, name: str) -> int:
    """Return *value* as a count >= 0, or refuse it by name."""
    return int(whole(value, name=name)[()])


def paired_counts(reference: npt.ArrayLike, current: npt.ArrayLike) -> tuple[Counts, Counts]:
    """Return two count vectors over the same bins, each with at least one row.

    Raises:
        ValueError: as :func:`counts_1d`, or the two have different numbers of bins, or none.
        NotEnoughData: one of the two holds no row.
    """
    ref = counts_1d(reference, name="reference")
    cur = counts_1d(current, name="current")
    if ref.size != cur.size or ref.size == 0:
        raise ValueError(
            f"reference and current must share their bins, got {ref.size} and {cur.size}"
        )
    for name, counts in (("reference", ref), ("current", cur)):
        if counts.sum() == 0:
            raise NotEnoughData(f"{name} has 0 rows, needs 1", hint="widen the window")
    return ref, cur


def open_share(value: float, *, name: str) -> float:
    """Return *value* if it lies strictly between 0 and 1, or refuse it by name."""
    number = finite(value, name=name)
    if not 0.0 < number < 1.0:
        raise ValueError(f"{name} must lie between 0 and 1, got {number}")
    return number


def not_negative(value: float, *, name: str) -> float:
    """Return *value* if it is >= 0 and finite, or refuse it by name."""
    number = finite(value, name=name)
    if number < 0.0:
        raise ValueError(f"{name} must be >= 0, got {number}")
    return number
