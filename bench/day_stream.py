"""A stream of rows cut into local days, as the decision bench judges it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from watchkeeper.quality.faults import Values


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStream:
    """Rows in order of time, their local days, and where each day begins.

    ``columns`` holds features, ``score`` and ``prediction``: numbers as float64 with NaN,
    categories as object arrays of text with None. ``when`` is the row's time in UTC (us).
    Day i is rows ``offsets[i]`` to ``offsets[i + 1]``; days without rows are kept and empty.
    """

    timezone: str
    days: tuple[date, ...]
    offsets: npt.NDArray[np.intp]
    when: npt.NDArray[np.datetime64]
    columns: Mapping[str, Values]

    def day(self, index: int) -> dict[str, Values]:
        """Return the columns of day number *index* (views, not copies)."""
        return self._rows(int(self.offsets[index]), int(self.offsets[index + 1]))

    def before(self, index: int, *, days: int = 14) -> dict[str, Values]:
        """Return the columns of up to *days* days before day number *index*."""
        first = max(index - days, 0)
        return self._rows(int(self.offsets[first]), int(self.offsets[index]))

    def times(self, index: int) -> npt.NDArray[np.datetime64]:
        """Return the times of the rows of day number *index*."""
        return self.when[self.offsets[index] : self.offsets[index + 1]]

    def between(self, first: date, end: date) -> DayStream:
        """Return the days [first, end) as a stream of its own."""
        low, high = bisect_left(self.days, first), bisect_left(self.days, end)
        start, stop = int(self.offsets[low]), int(self.offsets[high])
        return DayStream(
            timezone=self.timezone,
            days=self.days[low:high],
            offsets=self.offsets[low : high + 1] - start,
            when=self.when[start:stop],
            columns=self._rows(start, stop),
        )

    def _rows(self, start: int, stop: int) -> dict[str, Values]:
        return {name: values[start:stop] for name, values in self.columns.items()}


def by_day(
    table: pa.Table,
    names: tuple[str, ...],
    *,
    when: pa.ChunkedArray,
    day: pa.ChunkedArray,
    timezone: str,
) -> DayStream:
    numbers = day.cast(pa.int32()).to_numpy()
    first, last = int(numbers[0]), int(numbers[-1])
    days = tuple(date(1970, 1, 1) + timedelta(days=d) for d in range(first, last + 1))
    return DayStream(
        timezone=timezone,
        days=days,
        offsets=np.searchsorted(numbers, np.arange(first, last + 2)),
        when=when.cast(pa.timestamp("us")).to_numpy(),
        columns={name: _values(table[name]) for name in names},
    )


def _values(column: pa.ChunkedArray) -> Values:
    if not (pa.types.is_dictionary(column.type) or pa.types.is_string(column.type)):
        numbers: npt.NDArray[np.float64] = column.cast(pa.float64()).to_numpy()
        return numbers
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    array = encoded.combine_chunks()
    names: npt.NDArray[Any] = np.array([*array.dictionary.to_pylist(), None], dtype=object)
    codes: npt.NDArray[np.integer] = array.indices.fill_null(len(names) - 1).to_numpy()
    values: Values = names[codes]
    return values
