"""The categories of a column as codes into a short list of texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from watchkeeper.profile.arrow import fixed_width, null_mask, plain
from watchkeeper.profile.canonical import canonical_text
from watchkeeper.profile.kinds import Kind, kind_of

Codes = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Categories:
    """``texts[codes[i]]`` is row *i*'s canonical text; None there stands for null.

    The same text may occur under several codes. ``misfit`` says that the values are of a
    type that has no categories (nested values): then every value that is not null is one.
    """

    codes: Codes
    texts: list[str | None]
    misfit: bool = False


def categories(array: pa.Array) -> Categories:
    """Read *array* as categories."""
    array = plain(array)
    if kind_of(array.type) in (Kind.NESTED, Kind.DURATION, Kind.NOTHING):
        nulls = null_mask(array)
        codes = np.zeros(len(array), np.intp) if nulls is None else nulls.astype(np.intp)
        return Categories(codes, ["", None], misfit=True)
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    texts = [_text(value) for value in encoded.dictionary.to_pylist()]
    codes = fixed_width(encoded.indices).astype(np.intp)
    nulls = null_mask(encoded)
    if nulls is not None:
        codes[nulls] = len(texts)
    return Categories(codes, [*texts, None])


def _text(value: object) -> str | None:
    # NaN, as any value that differs from itself, is a missing value.
    return None if value is None or value != value else canonical_text(value)
