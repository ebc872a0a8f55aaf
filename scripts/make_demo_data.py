"""Derive the demo's compact flights file from the full table of 2013.

    python scripts/make_demo_data.py SOURCE OUT

SOURCE is a Parquet file of all flights out of New York in 2013 joined with the hour's weather
and the plane (the nycflights13 tables, see THIRD_PARTY.md); OUT is the file that the package
ships. Decimals become scaled integers, which `watchkeeper.demo.flights` turns back; the script
fails unless every value comes back to within 1e-9.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from watchkeeper.demo.flights import SCALES, YEAR, YEAR_START_S, decode

INTEGERS = {"distance": pa.int16(), "seats": pa.int16(), "dep_delay": pa.int16()}
LABEL_INTEGERS = {"arr_delay": pa.int16(), "air_time": pa.int16()}
DELTA = ("flight_id", "scheduled_minute")


def compact(source: pa.Table) -> pa.Table:
    """Return the columns that the demo needs, in the narrowest types that lose nothing."""
    # By origin, so that the weather of an hour is one run of equal values; `decode` sorts again.
    source = source.sort_by([("origin", "ascending"), ("flight_id", "ascending")])
    seconds = source["scheduled_departure"].cast(pa.timestamp("s", "UTC")).cast(pa.int64())
    minutes = pc.divide(pc.subtract(seconds, YEAR_START_S), 60)
    columns: dict[str, pa.ChunkedArray] = {
        "flight_id": source["flight_id"].cast(pa.int32()),
        "scheduled_minute": minutes.cast(pa.int32()),
    }
    for name in ("carrier", "origin", "dest"):
        columns[name] = source[name].cast(pa.string()).dictionary_encode()
    for name, scale in SCALES.items():
        columns[name] = pc.round(pc.divide(source[name], scale)).cast(pa.int32())
    age = pc.subtract(YEAR, source["plane_built"])
    columns["plane_age"] = age.cast(pa.int8())
    for name, kind in (INTEGERS | LABEL_INTEGERS).items():
        columns[name] = source[name].cast(kind)
    return pa.table(columns)


def write(table: pa.Table, out: Path) -> None:
    """Write *table* as one small file: zstd at its highest level, one row group."""
    pq.write_table(
        table,
        out,
        row_group_size=table.num_rows,
        compression="zstd",
        compression_level=22,
        use_dictionary=[name for name in table.column_names if name not in DELTA],
        column_encoding=dict.fromkeys(DELTA, "DELTA_BINARY_PACKED"),
        write_statistics=False,
        store_schema=False,
        data_page_size=1 << 24,
        dictionary_pagesize_limit=1 << 22,
    )


def verify(out: Path, source: pa.Table) -> None:
    """Compare what the package will read from *out* with *source*; raise on any difference."""
    decoded = decode(pq.read_table(out))
    if decoded["flight_id"].to_pylist() != source["flight_id"].to_pylist():
        raise SystemExit("the order of scheduled departure is not the order of flight_id")
    aged = source.append_column("plane_age", pc.subtract(YEAR, source["plane_built"]))
    for name in (*SCALES, *INTEGERS, *LABEL_INTEGERS, "plane_age"):
        got, want = (t[name].cast(pa.float64()).to_numpy() for t in (decoded, aged))
        if not np.allclose(got, want, rtol=0, atol=1e-9, equal_nan=True):
            raise SystemExit(f"{name} does not come back from {out}")
    for name in ("carrier", "origin", "dest"):
        if decoded[name].cast(pa.string()).to_pylist() != source[name].to_pylist():
            raise SystemExit(f"{name} does not come back from {out}")
    if not decoded["scheduled_departure"].equals(source["scheduled_departure"]):
        raise SystemExit(f"scheduled_departure does not come back from {out}")


def main(source_path: Path, out: Path) -> None:
    """Write OUT, read it back, compare and say how large it is."""
    source = pq.read_table(source_path)
    write(compact(source), out)
    verify(out, source)
    sys.stdout.write(f"{out}: {source.num_rows:,} flights, {out.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
