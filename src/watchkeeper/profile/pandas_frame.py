"""pandas as Arrow: what Arrow would refuse or quietly merge becomes text."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from numbers import Number
from typing import Any

import numpy as np
import pyarrow as pa

from watchkeeper.errors import DataError
from watchkeeper.profile.canonical import canonical_text

_REFUSALS = (pa.ArrowException, TypeError, ValueError, OverflowError)


def is_pandas(data: Any) -> bool:
    """Return whether *data* is of pandas, without importing it."""
    return type(data).__module__.partition(".")[0] == "pandas"


def table_from_pandas(data: Any, index_as: str | None = None) -> pa.Table:
    """Return a DataFrame as a table; its index only if *index_as* names the column for it."""
    names = [str(name) for name in data.columns]
    arrays = [series_to_arrow(data.iloc[:, i]) for i in range(len(names))]
    if index_as is not None:
        if index_as in names:
            raise DataError(
                f"the index cannot be called {index_as!r}: there is such a column",
                hint="rename the column or reset the index",
            )
        names.append(index_as)
        arrays.append(series_to_arrow(data.index))
    if not arrays:
        # A table without columns forgets how many rows it has.
        return pa.table({})
    return pa.Table.from_arrays(arrays, names=names)


def series_to_arrow(values: Any) -> pa.Array | pa.ChunkedArray:
    """Return a Series, Index, NumPy array or list as Arrow; NaN and NaT of pandas are null.

    A column whose Python values are of several kinds, or of one that Arrow does not know,
    becomes text: canonical, so that 1 and "1" are the same; times in ISO 8601.
    """
    plain_object = getattr(values, "dtype", np.dtype(object)) == np.dtype(object)
    if not (plain_object and _is_mixed(values)):
        try:
            return pa.array(_dense(values), from_pandas=True)
        except _REFUSALS:
            pass
    return pa.array([_text(value) for value in _as_objects(values)], type=pa.string())


def _dense(values: Any) -> Any:
    sparse = type(getattr(values, "dtype", None)).__name__ == "SparseDtype"
    return np.asarray(values) if sparse else values


def _is_mixed(values: Any) -> bool:
    kinds = {type(value) for value in values}
    if float in kinds and all(value != value for value in values if type(value) is float):
        kinds.remove(float)
    families = {_family(kind) for kind in kinds} - {"nothing"}
    if families == {"moment"}:
        # Arrow would take a naive time among aware ones for UTC, and the reverse.
        moments = (value for value in values if _family(type(value)) == "moment")
        return len({value.tzinfo is None for value in moments}) > 1
    # Arrow would also take a date for a time and text for bytes, silently.
    return len(families) > 1


def _family(kind: type) -> str:
    if kind is type(None) or kind.__name__ in ("NAType", "NaTType"):
        return "nothing"
    if kind is float or issubclass(kind, int | np.integer | np.floating):
        return "truth" if issubclass(kind, bool) else "number"
    for family, types in _FAMILIES:
        if issubclass(kind, types):
            return family
    return kind.__qualname__


_FAMILIES: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("text", (str,)),
    ("truth", (np.bool_,)),
    ("decimal", (Decimal,)),
    ("moment", (datetime,)),
    ("date", (date,)),
    ("number", (Number,)),
)


def _as_objects(values: Any) -> list[Any]:
    return values.tolist() if hasattr(values, "tolist") else list(values)


def _text(value: Any) -> str | None:
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, float | np.floating) and np.isnan(value):
        return None
    return canonical_text(value)
