"""Arrow columns as the arrays that rows are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from watchkeeper.errors import DataError
from watchkeeper.performance.edges import Floats, Ints
from watchkeeper.performance.rows import MISSING
from watchkeeper.profile.arrow import chunks
from watchkeeper.profile.canonical import in_natural_order
from watchkeeper.profile.codes import Categories, categories
from watchkeeper.profile.kinds import is_text, type_name, value_type
from watchkeeper.profile.numeric import numbers


@dataclass(frozen=True, slots=True, eq=False)
class TextColumn:
    """A column as codes into its distinct texts.

    Attributes:
        name: Of the column.
        texts: The distinct values in canonical text, in natural order.
        codes: Shape (n,). Index into ``texts``, `MISSING` at null and NaN.
        is_text: The column holds text, not numbers or booleans.
    """

    name: str
    texts: tuple[str, ...]
    codes: Ints
    is_text: bool


def text_column(name: str, values: pa.ChunkedArray) -> TextColumn:
    """Read a column of classes or groups.

    Raises:
        DataError: it holds nested values.
    """
    parts = [categories(chunk) for chunk in chunks(values)]
    used = [_used(part) for part in parts]
    if any(part.misfit and texts for part, texts in zip(parts, used, strict=True)):
        raise DataError(f"column {name!r} holds {type_name(values.type)}: neither class nor group")
    texts = in_natural_order(set().union(*used))
    index: dict[str | None, int] = {text: code for code, text in enumerate(texts)}
    codes = [np.array([index.get(t, MISSING) for t in p.texts])[p.codes] for p in parts]
    return TextColumn(
        name, tuple(texts), np.concatenate(codes).astype(np.int64), is_text(value_type(values.type))
    )


def number_column(name: str, values: pa.ChunkedArray) -> Floats:
    """Read a column of numbers, NaN at null; booleans are 1 and 0.

    Raises:
        DataError: a value is no number (the first is named).
    """
    parts = [numbers(chunk) for chunk in chunks(values)]
    for part, chunk in zip(parts, chunks(values), strict=True):
        if part.misfit is not None and part.misfit.any():
            first = chunk[int(np.argmax(part.misfit))].as_py()
            raise DataError(f"column {name!r} must hold numbers, but holds {first!r}")
    return np.concatenate([part.values for part in parts])


def _used(part: Categories) -> set[str]:
    # A dictionary can name categories that no row has.
    counts = np.bincount(part.codes, minlength=len(part.texts))
    return {t for t, count in zip(part.texts, counts, strict=True) if count and t is not None}
