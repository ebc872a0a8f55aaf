"""A commit without content goes; any other stays."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from watchkeeper.store.lake.lake import Lake
from watchkeeper.store.lake.mend import drop_torn_commit
from watchkeeper.store.lake.schemas import OPERATIONS


@pytest.mark.parametrize("content", [b"", b'{"add": {"pa', b"\x00" * 40])
def test_a_torn_commit_is_removed(tmp_path: Path, content: bytes) -> None:
    """The table stands where it stood before, and can be written on."""
    table = Lake(tmp_path).table("m", OPERATIONS)
    table.create()
    row = {
        name: pa.nulls(1, OPERATIONS.schema.field(name).type) for name in OPERATIONS.schema.names
    }
    rows = pa.table(row, schema=OPERATIONS.schema)
    table.append(rows)
    log = table.path / "_delta_log"
    (log / f"{2:020d}.json").write_bytes(content)

    fresh = Lake(tmp_path).table("m", OPERATIONS)
    assert drop_torn_commit(fresh)
    assert not drop_torn_commit(fresh)
    assert fresh.version() == 1
    fresh.append(rows)
    assert fresh.snapshot().read().num_rows == 2
