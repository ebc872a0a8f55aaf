"""Derive the small car loan stream of the tests and benches.

    python scripts/make_car_loan_data.py REFERENCE ANALYSIS OUT

REFERENCE and ANALYSIS are the two halves of NannyML's synthetic car loan data set (see
THIRD_PARTY.md) as Parquet. OUT keeps what a drift bench needs of both, in order: the ratio of
debt to income and the tenure are rounded to four decimals, everything else is as it was.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROUNDED = ("debt_to_income_ratio", "driver_tenure")
CATEGORIES = ("salary_range", "repaid_loan_on_prev_car", "size_of_downpayment")


def compact(table: pa.Table, *, part: str) -> pa.Table:
    """Return the columns of one half; scores have two decimals."""
    columns = {
        "part": pa.array([part] * table.num_rows).dictionary_encode(),
        "timestamp": table["timestamp"].cast(pa.timestamp("ms")),
        "car_value": table["car_value"].cast(pa.int32()),
        "loan_length": table["loan_length"].cast(pa.int8()),
        "y_pred_proba": pc.round(table["y_pred_proba"], 2),
        "y_pred": table["y_pred"].cast(pa.int8()),
    }
    for name in ROUNDED:
        columns[name] = pc.round(table[name], 4)
    for name in CATEGORIES:
        columns[name] = table[name].cast(pa.string()).dictionary_encode()
    return pa.table(columns)


def main(reference: Path, analysis: Path, out: Path) -> None:
    """Write OUT and say how large it is."""
    halves = (("reference", reference), ("analysis", analysis))
    table = pa.concat_tables([compact(pq.read_table(path), part=part) for part, path in halves])
    table = table.unify_dictionaries()
    pq.write_table(
        table,
        out,
        row_group_size=table.num_rows,
        compression="zstd",
        compression_level=22,
        use_dictionary=[name for name in table.column_names if name != "timestamp"],
        column_encoding={"timestamp": "DELTA_BINARY_PACKED"},
        write_statistics=False,
    )
    sys.stdout.write(f"{out}: {table.num_rows:,} loans, {out.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*map(Path, sys.argv[1:]))
