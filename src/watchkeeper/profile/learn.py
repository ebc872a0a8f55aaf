"""Learn one column of the reference: its kind and its bins, or why it is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from watchkeeper.profile.arrow import chunks
from watchkeeper.profile.bins import Bins, bins_of_sorted, category_bins
from watchkeeper.profile.canonical import match_known
from watchkeeper.profile.codes import categories
from watchkeeper.profile.column import ColumnBaseline, ColumnKind, ColumnRole
from watchkeeper.profile.column_cells import ColumnCells
from watchkeeper.profile.kinds import Kind, kind_of, type_name, value_type
from watchkeeper.profile.left_out import NO_VALUE, because_of_categories, because_of_numbers
from watchkeeper.profile.numeric import numbers
from watchkeeper.profile.runs import Floats

Order = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is known of a column before it is read.

    ``kind`` None: its type decides. ``asked_for``: named by the user, so that it is not left
    out for looking like an id. ``classes``: categories that are known even without rows.
    """

    name: str
    role: ColumnRole
    position: int
    kind: ColumnKind | None = None
    asked_for: bool = False
    classes: tuple[str, ...] = ()


def learn(part: Part, data: pa.ChunkedArray, order: Order | None) -> ColumnBaseline | str:
    """Return what the reference's *data* says about a column, or why it is left out.

    Args:
        part: The column's name and part.
        data: All its values.
        order: Positions of the rows in order of time; None: as they come.
    """
    kind = kind_of(data.type)
    if not kind.counted:
        return NO_VALUE if kind is Kind.NOTHING else kind.value
    if (part.kind or kind.value) == "numeric":
        bins = _numeric(part, data, order)
    else:
        bins = _category(part, data)
    if isinstance(bins, str):
        return bins
    return ColumnBaseline(
        name=part.name,
        role=part.role,
        kind="numeric" if (part.kind or kind.value) == "numeric" else "category",
        arrow_type=type_name(data.type),
        bins=bins,
        total=ColumnCells.empty(1, bins.size),
        position=part.position,
    )


def read_numbers(data: pa.ChunkedArray) -> Floats:
    """Return a column's numbers, shape (n,); NaN for what is none."""
    read = [numbers(chunk).values for chunk in chunks(data)]
    return read[0] if len(read) == 1 else np.concatenate(read)


def count_categories(data: pa.ChunkedArray, known: Sequence[str] = ()) -> Counter[str]:
    """Return a column's rows by canonical category."""
    total: Counter[str] = Counter()
    for chunk in chunks(data):
        found = categories(chunk)
        counts = np.bincount(found.codes, minlength=len(found.texts)).tolist()
        for text, count in zip(found.texts, counts, strict=True):
            if text is not None and count and not found.misfit:
                total[match_known(text, known)] += count
    return total


def _numeric(part: Part, data: pa.ChunkedArray, order: Order | None) -> Bins | str:
    values = read_numbers(data)
    ordered = np.sort(values[np.isfinite(values)])
    if not ordered.size:
        return NO_VALUE
    if part.role == "feature" and not part.asked_for:
        in_time = values if order is None else values[order]
        whole = pa.types.is_integer(value_type(data.type))
        in_time = in_time[np.isfinite(in_time)]
        reason = because_of_numbers(in_time, ordered, whole=whole)
        if reason:
            return reason
    return bins_of_sorted(ordered)


def _category(part: Part, data: pa.ChunkedArray) -> Bins | str:
    counts = count_categories(data, part.classes)
    if not counts:
        return NO_VALUE
    if part.role == "feature":
        reason = because_of_categories(len(counts), counts.total(), asked_for=part.asked_for)
        if reason:
            return reason
    return category_bins(counts, part.classes)
