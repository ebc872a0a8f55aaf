"""Streams for the decision bench, cut into local days: the flights and the car loans."""

from __future__ import annotations

import hashlib
import inspect
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import sklearn
from flights_catalogue import COLUMNS, FIRST_DAY

from watchkeeper.demo import flights as flights_module
from watchkeeper.demo import model as model_module
from watchkeeper.demo.flights import load_flights
from watchkeeper.demo.model import predicted, train
from watchkeeper.quality.faults import Values

CAR_LOAN = Path(__file__).parent.parent / "tests" / "data" / "car_loan.parquet"
CAR_LOAN_NUMBERS = ("car_value", "debt_to_income_ratio", "loan_length", "driver_tenure")
CAR_LOAN_CATEGORIES = ("salary_range", "repaid_loan_on_prev_car", "size_of_downpayment")


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


def flights(cache: Path) -> DayStream:
    """Return the flights of 2013 by New York day, scored by the model of January and February.

    The scores are kept in the folder *cache* under a name that changes with the model, its data
    or scikit-learn.
    """
    table = load_flights()
    score = _cached_score(table, cache)
    table = table.append_column("score", pa.array(score))
    table = table.append_column("prediction", predicted(score))
    return _by_day(
        table,
        (*COLUMNS, "prediction"),
        when=table["scheduled_departure"],
        day=table["local_day"],
        timezone=flights_module.TIMEZONE,
    )


def flights_reference(stream: DayStream) -> DayStream:
    """Return March, the reference of the demo and of the decision bench."""
    return stream.between(FIRST_DAY, date(2013, 4, 1))


def car_loan() -> tuple[DayStream, DayStream]:
    """Return the car loans by UTC day: the reference, and the stream with its known shift.

    The shift begins in the middle of the stream's 304 days, on its day number 152. Reference
    and stream meet at 18:00 of 30 October 2018: the last day of one and the first day of the
    other are parts of that day.
    """
    table = pq.read_table(CAR_LOAN)
    table = table.rename_columns({"y_pred_proba": "score", "y_pred": "prediction"})
    names = (*CAR_LOAN_NUMBERS, *CAR_LOAN_CATEGORIES, "score", "prediction")
    prediction = table["prediction"].cast(pa.string())
    table = table.set_column(table.column_names.index("prediction"), "prediction", prediction)
    reference, analysis = (
        table.filter(pc.equal(table["part"].cast(pa.string()), part))
        for part in ("reference", "analysis")
    )
    return _car_loan_days(reference, names), _car_loan_days(analysis, names)


def _car_loan_days(part: pa.Table, names: tuple[str, ...]) -> DayStream:
    when = part["timestamp"]
    day = when.cast(pa.date32(), safe=False)
    return _by_day(part, names, when=when, day=day, timezone="UTC")


def _by_day(
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


def _cached_score(table: pa.Table, cache: Path) -> npt.NDArray[np.float64]:
    made_of = hashlib.sha256(sklearn.__version__.encode())
    for module in (flights_module, model_module):
        made_of.update(inspect.getsource(module).encode())
    path = cache / f"flights-score-{made_of.hexdigest()[:16]}.npy"
    if path.exists():
        stored: npt.NDArray[np.float64] = np.load(path)
        return stored
    model = train(table.filter(pc.less(table["local_day"], FIRST_DAY)))
    score = model.score(table)
    cache.mkdir(parents=True, exist_ok=True)
    np.save(path, score)
    return score
