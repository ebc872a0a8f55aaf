"""The same counts, read ahead."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from watchkeeper.engine import LocalEngine, scan
from watchkeeper.profile import Baseline, open_frame, profile_rows

RNG = np.random.default_rng(0)
TABLE = pa.table({"x": RNG.normal(size=5000), "c": RNG.choice(["u", "v"], 5000)})
HOURS = RNG.integers(0, 5, 5000)


@pytest.mark.parametrize("hours", [None, HOURS])
def test_counts_are_the_kernels(tmp_path: Path, hours: np.ndarray | None) -> None:
    """From memory and from a Parquet file of many row groups."""
    baseline = Baseline.fit(TABLE)
    pq.write_table(TABLE, tmp_path / "t.parquet", row_group_size=700)
    expected = profile_rows(open_frame(TABLE), baseline.columns, hours=hours)
    engine = LocalEngine()
    for frame in (open_frame(TABLE), open_frame(tmp_path / "t.parquet")):
        for cells in (
            scan(frame, baseline.columns, hours=hours),
            engine.profile(frame, baseline.columns, hours=hours),
        ):
            assert (cells.rows == expected.rows).all()
            assert (cells.duplicates == expected.duplicates).all()
            assert (cells.columns["x"].bins == expected.columns["x"].bins).all()
    engine.close()


def test_an_error_while_reading_ahead_is_raised(tmp_path: Path) -> None:
    """The file is damaged behind its first row group."""
    pq.write_table(TABLE, tmp_path / "t.parquet", row_group_size=700, compression="zstd")
    raw = bytearray((tmp_path / "t.parquet").read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 2000] = b"\xff" * 2000
    (tmp_path / "t.parquet").write_bytes(raw)
    with pytest.raises(OSError):  # noqa: PT011
        scan(open_frame(tmp_path / "t.parquet"), Baseline.fit(TABLE).columns)
