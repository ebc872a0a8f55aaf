"""Count one column of one batch: the inner step of the kernel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from watchkeeper.profile.bins import Bins, CategoryBins, NumericBins
from watchkeeper.profile.canonical import match_known
from watchkeeper.profile.codes import Categories, categories
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.profile.duplicates import Hashes, hash_categories, hash_numbers
from watchkeeper.profile.histogram import histogram
from watchkeeper.profile.numeric import Numbers, numbers
from watchkeeper.profile.runs import (
    Ints,
    count_runs,
    kept_offsets,
    largest_in_runs,
    smallest_in_runs,
    sum_runs,
)
from watchkeeper.profile.unseen import NAMES_PER_CELL, NONE_UNSEEN, UnseenNames

# Squares of z stay finite, and so do their sums over 1e100 rows.
_Z_LIMIT = 1e100


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """The rows of a batch by cell.

    ``groups`` is each row's cell, shape (n,); ``order`` sorts the rows by cell, None when
    they are sorted; ``offsets``, shape (G + 1,), cuts the sorted rows into cells.
    """

    groups: npt.NDArray[np.intp]
    order: npt.NDArray[np.intp] | None
    offsets: Ints

    @property
    def size(self) -> int:
        """Return the number of cells G."""
        return self.offsets.size - 1


def grouping(groups: npt.NDArray[np.intp], size: int) -> Grouping:
    """Group rows by *groups*, each in ``[0, size)``."""
    order = None
    ordered = groups
    if groups.size and np.any(groups[1:] < groups[:-1]):
        # A stable sort of small integers is a radix sort.
        narrow = groups.astype(np.uint16) if size <= 65_536 else groups
        order = np.argsort(narrow, kind="stable")
        ordered = groups[order]
    offsets = np.searchsorted(ordered, np.arange(size + 1)).astype(np.int64)
    return Grouping(groups, order, offsets)


def count_column(
    array: pa.Array, bins: Bins, rows: Grouping, hashes: Hashes | None = None
) -> ColumnCells:
    """Count *array* in *bins*, cell by cell; mix its values into *hashes* if given."""
    if isinstance(bins, CategoryBins):
        found = categories(array)
        if hashes is not None:
            hash_categories(hashes, found.codes, found.texts)
        return _count_categories(found, bins, rows)
    read = numbers(array)
    if hashes is not None:
        hash_numbers(hashes, read.values)
    return _count_numbers(read, bins, rows)


def _count_numbers(read: Numbers, bins: NumericBins, rows: Grouping) -> ColumnCells:
    values, offsets, misfit = read.values, rows.offsets, read.misfit
    if rows.order is not None:
        values = values[rows.order]
        misfit = None if misfit is None else misfit[rows.order]
    nulls = invalid = np.zeros(rows.size, dtype=np.int64)
    usable = np.isfinite(values)
    if not usable.all():
        missing = count_runs(np.isnan(values), offsets)
        invalid = count_runs(~usable, offsets) - missing
        if misfit is not None:
            misfits = count_runs(misfit, offsets)
            missing, invalid = missing - misfits, invalid + misfits
        nulls = missing
        values, offsets = values[usable], kept_offsets(usable, offsets)
    counted = _measure(values, offsets, bins)
    return replace(counted, rows=np.diff(rows.offsets), nulls=nulls, invalid=invalid)


def _measure(values: npt.NDArray[np.float64], offsets: Ints, bins: NumericBins) -> ColumnCells:
    below, cells, above = histogram(values, offsets, bins)
    with np.errstate(over="ignore"):
        z = (values - bins.mean) / bins.sd
    if z.size and max(-z.min(), z.max()) > _Z_LIMIT:
        np.clip(z, -_Z_LIMIT, _Z_LIMIT, out=z)
    s1 = sum_runs(z, offsets)
    z *= z
    nothing = np.zeros(offsets.size - 1, dtype=np.int64)
    return ColumnCells(
        rows=np.diff(offsets),
        nulls=nothing,
        invalid=nothing,
        below=below,
        above=above,
        unseen=nothing,
        zero=count_runs(values == 0, offsets),
        integers=count_runs(np.rint(values) == values, offsets),
        minimum=smallest_in_runs(values, offsets),
        maximum=largest_in_runs(values, offsets),
        s1=s1,
        s2=sum_runs(z, offsets),
        bins=cells,
        unseen_names=(NONE_UNSEEN,) * nothing.size,
    )


def _count_categories(found: Categories, bins: CategoryBins, rows: Grouping) -> ColumnCells:
    unseen, null = bins.size, bins.size + 1
    texts = [None if text is None else match_known(text, bins.known) for text in found.texts]
    places = {name: i for i, name in enumerate(bins.names)}
    of_text = [
        null if text is None else places.get(text, unseen - 1 if text in bins.known else unseen)
        for text in texts
    ]
    bin_of_row = np.array(of_text, dtype=np.intp)[found.codes]
    width = null + 1
    pairs = np.bincount(rows.groups * width + bin_of_row, minlength=rows.size * width)
    counts = pairs.astype(np.int64).reshape(rows.size, width)
    empty = ColumnCells.empty(rows.size, bins.size)
    total, nulls = np.diff(rows.offsets), counts[:, null]
    if found.misfit:
        return replace(empty, rows=total, nulls=nulls, invalid=total - nulls)
    names = empty.unseen_names
    if counts[:, unseen].any():
        names = _unseen_names(found.codes, texts, bin_of_row == unseen, rows)
    return replace(
        empty,
        rows=total,
        nulls=nulls,
        unseen=counts[:, unseen],
        bins=counts[:, :unseen],
        unseen_names=names,
    )


def _unseen_names(
    codes: npt.NDArray[np.intp],
    texts: list[str | None],
    unseen: npt.NDArray[np.bool_],
    rows: Grouping,
) -> tuple[UnseenNames, ...]:
    names, name_of = np.unique(
        np.array([text or "" for text in texts], dtype=object), return_inverse=True
    )
    pairs, counts = np.unique(
        rows.groups[unseen] * names.size + name_of[codes[unseen]], return_counts=True
    )
    groups, name = np.divmod(pairs, names.size)
    # By cell, then largest first, then by name: names are sorted, so their numbers are in order.
    order = np.lexsort((name, -counts, groups))
    starts = np.searchsorted(groups[order], np.arange(rows.size + 1)).tolist()
    found: list[UnseenNames] = []
    for start, end in pairwise(starts):
        top = order[start : min(end, start + NAMES_PER_CELL)]
        pairs_of_cell = zip(names[name[top]].tolist(), counts[top].tolist(), strict=True)
        found.append(dict(pairs_of_cell) if top.size else NONE_UNSEEN)
    return tuple(found)
