"""Derive the small streams with a known shift of the tests and benches.

    python scripts/make_known_shift_data.py FOLDER OUT

FOLDER holds the synthetic data sets as NannyML's package ships them (see THIRD_PARTY.md). OUT gets
one Parquet file each, with the rows of both halves in order: numbers are rounded to what a drift
bench needs, times to the minute; identifiers and the classes' probabilities are left out, the rest
is as it was.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

PARTS = ("reference", "analysis")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Which files a stream is made of, and what to keep: numbers with their decimals."""

    file: str
    out: str
    numbers: Mapping[str, int]
    categories: tuple[str, ...]


SOURCES: tuple[Source, ...] = (
    Source(
        file="synthetic_car_loan",
        out="car_loans",
        numbers={
            "car_value": 0,
            "loan_length": 0,
            "y_pred_proba": 2,
            "debt_to_income_ratio": 4,
            "driver_tenure": 4,
        },
        categories=("salary_range", "repaid_loan_on_prev_car", "size_of_downpayment", "y_pred"),
    ),
    Source(
        file="synthetic_sample",
        out="work_from_home",
        numbers={
            "distance_from_office": 2,
            "gas_price_per_litre": 3,
            "public_transportation_cost": 2,
            "tenure": 2,
            "y_pred_proba": 2,
        },
        categories=("salary_range", "wfh_prev_workday", "workday", "y_pred"),
    ),
    Source(
        file="mc",
        out="credit_cards",
        numbers={
            "app_behavioral_score": 3,
            "requested_credit_limit": 0,
            "credit_bureau_score": 0,
            "stated_income": 0,
        },
        categories=("acq_channel", "app_channel", "is_customer", "y_pred"),
    ),
    Source(
        file="regression_synthetic",
        out="used_cars",
        numbers={
            "car_age": 0,
            "km_driven": -2,
            "price_new": 0,
            "accident_count": 0,
            "door_count": 0,
            "y_pred": 0,
        },
        categories=("fuel", "transmission"),
    ),
)


def compact(source: Source, table: pa.Table, *, part: str) -> pa.Table:
    """Return the columns of one half."""
    columns = {
        "part": pa.array([part] * table.num_rows).dictionary_encode(),
        "timestamp": pc.floor_temporal(table["timestamp"], unit="minute").cast(pa.timestamp("ms")),
    }
    for name, decimals in source.numbers.items():
        rounded = pc.round(table[name].cast(pa.float64()), decimals)
        columns[name] = rounded if decimals > 0 else rounded.cast(pa.int32())
    for name in source.categories:
        columns[name] = table[name].cast(pa.string()).dictionary_encode()
    return pa.table(columns)


def write(source: Source, folder: Path, out: Path) -> None:
    """Write one stream and say how large it is."""
    read = [pacsv.read_csv(folder / f"{source.file}_{part}.csv") for part in PARTS]
    halves = zip(read, PARTS, strict=True)
    table = pa.concat_tables([compact(source, rows, part=part) for rows, part in halves])
    table = table.unify_dictionaries()
    path = out / f"{source.out}.parquet"
    pq.write_table(
        table,
        path,
        row_group_size=table.num_rows,
        compression="zstd",
        compression_level=22,
        use_dictionary=[name for name in table.column_names if name != "timestamp"],
        column_encoding={"timestamp": "DELTA_BINARY_PACKED"},
        write_statistics=False,
    )
    sys.stdout.write(f"{path}: {table.num_rows:,} rows, {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    for every in SOURCES:
        write(every, Path(sys.argv[1]), Path(sys.argv[2]))
