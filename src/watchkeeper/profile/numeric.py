"""The numbers of a column, with a loss check on every cast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from watchkeeper.profile.arrow import fixed_width, null_mask, plain
from watchkeeper.profile.kinds import is_text

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """Numbers of one column: NaN stands for null and for what is not a number.

    ``misfit`` marks values that are there but are no numbers; None when there are none.
    """

    values: Floats
    misfit: Bools | None = None


def numbers(array: pa.Array) -> Numbers:
    """Read *array* as float64.

    Integers and decimals beyond float64's 53 bits take the nearest float64. Booleans are 1
    and 0. Text counts as the number it spells exactly, and as a misfit otherwise; so does
    every value of any other type.
    """
    array = plain(array)
    if pa.types.is_dictionary(array.type):
        return _from_dictionary(array)
    if pa.types.is_decimal(array.type):
        array = pc.cast(array, pa.float64(), safe=False)
    nulls = null_mask(array)
    if is_text(array.type):
        return _from_dictionary(array.dictionary_encode())
    if not _is_number(array.type):
        misfit = np.ones(len(array), dtype=np.bool_) if nulls is None else ~nulls
        return Numbers(np.full(len(array), np.nan), misfit)
    values = fixed_width(array)
    if nulls is None:
        return Numbers(values.astype(np.float64, copy=False))
    values = values.astype(np.float64)
    values[nulls] = np.nan
    return Numbers(values)


def number_in(text: str) -> float:
    """Return the number that *text* spells.

    Raises:
        ValueError: it spells none (Python's ``1_000`` counts as none).
    """
    if "_" in text:
        raise ValueError(f"{text!r} is not a number")
    return float(text)


def _is_number(arrow_type: pa.DataType) -> bool:
    tests = (pa.types.is_floating, pa.types.is_integer, pa.types.is_boolean)
    return any(test(arrow_type) for test in tests)


def _from_dictionary(array: pa.DictionaryArray) -> Numbers:
    entries = array.dictionary
    known = _spelled(entries.to_pylist()) if is_text(entries.type) else numbers(entries)
    nulls = null_mask(array)
    at = fixed_width(array.indices).astype(np.intp)
    # One more entry, for null: noise in the indices at nulls must not be looked up.
    at[slice(0, 0) if nulls is None else nulls] = len(entries)
    values = np.append(known.values, np.nan)[at]
    if known.misfit is None:
        return Numbers(values)
    return Numbers(values, np.append(known.misfit, False)[at])


def _spelled(texts: list[str | None]) -> Numbers:
    values = np.full(len(texts), np.nan)
    misfit = np.zeros(len(texts), dtype=np.bool_)
    for i, text in enumerate(texts):
        if text is None:
            continue
        try:
            values[i] = number_in(text)
        except ValueError:
            misfit[i] = True
    return Numbers(values, misfit if misfit.any() else None)
