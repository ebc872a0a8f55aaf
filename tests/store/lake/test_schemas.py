"""The tables are what other packages write."""

from __future__ import annotations

import pyarrow as pa

from watchkeeper.performance.cells_arrow import CELL_SCHEMA
from watchkeeper.store.lake.schemas import SCORES, TABLES


def test_every_table_has_a_day_and_its_own_name() -> None:
    """Files are laid out by it."""
    assert len({spec.name for spec in TABLES}) == len(TABLES)
    assert all(spec.schema.field("day").type == pa.date32() for spec in TABLES)
    assert all(spec.unique <= set(spec.schema.names) for spec in TABLES)


def test_scores_are_what_performance_makes() -> None:
    """The two packages cannot see each other; their columns must agree."""
    own = pa.schema([field for field in SCORES.schema if field.name in CELL_SCHEMA.names])
    assert own.equals(CELL_SCHEMA)
