"""Two samples of rows with one or more columns, checked and pooled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from watchkeeper.errors import NotEnoughData
from watchkeeper.stats.arrays import Floats, Mask


class PooledRows(NamedTuple):
    """The rows of both sides in ascending order, and which of them are of the current one.

    ``rows`` has shape (n + m, columns), ``is_current`` shape (n + m,). The order depends on the
    rows alone, so whatever is drawn at random from it is the same for every order of the input.
    """

    rows: Floats
    is_current: Mask


def finite_rows(values: npt.ArrayLike, *, name: str, at_least: int = 1) -> Floats:
    """Return *values* of shape (n,) or (n, columns) as (n, columns), or say what is wrong.

    Raises:
        ValueError: another shape, no column, or it holds NaN or infinity.
        NotEnoughData: fewer than *at_least* rows.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim not in (1, 2) or (array.ndim == 2 and array.shape[1] == 0):
        raise ValueError(f"{name} must have shape (n,) or (n, columns), got {array.shape}")
    bad = int(np.count_nonzero(~np.isfinite(array)))
    if bad:
        raise ValueError(f"{name} holds {bad} NaN or infinite values of {array.size}")
    rows = array[:, np.newaxis] if array.ndim == 1 else array
    if len(rows) < at_least:
        raise NotEnoughData(
            f"{name} has {len(rows)} rows, needs {at_least}", hint="widen the window"
        )
    return rows


def pooled_rows(
    reference: npt.ArrayLike, current: npt.ArrayLike, *, at_least: int = 1
) -> PooledRows:
    """Return the rows of both sides together, sorted by the first column, then the others.

    Raises:
        ValueError: as :func:`finite_rows`, or the two have different numbers of columns.
        NotEnoughData: one of the two has fewer than *at_least* rows.
    """
    ref = finite_rows(reference, name="reference", at_least=at_least)
    cur = finite_rows(current, name="current", at_least=at_least)
    widths = ref.shape[1], cur.shape[1]
    if widths[0] != widths[1]:
        raise ValueError(f"reference and current have {widths[0]} and {widths[1]} columns")
    both = np.concatenate([ref, cur])
    order = np.lexsort(both.T[::-1])
    return PooledRows(both[order], order >= len(ref))
