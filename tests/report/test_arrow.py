from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pyarrow as pa

from watchkeeper.model import Finding, Measure
from watchkeeper.report import Report
from watchkeeper.report.arrow import FINDING_SCHEMA


def test_the_schema_is_that_of_a_finding() -> None:
    """Every field is a column, in the same order."""
    assert FINDING_SCHEMA.names == list(Finding.__dataclass_fields__)


def test_an_empty_report_is_well_typed() -> None:
    """No null columns: it can be appended to a full one."""
    table = Report("none", ()).to_arrow()

    assert table.schema == FINDING_SCHEMA
    assert table.num_rows == 0


def test_values_come_back_with_their_types(finding: Callable[..., Finding]) -> None:
    """Times with zone, measures as structs, what is not known as null."""
    one = finding(day=10, value=0.2, measures=(Measure(name="psi", value=4.8, unit="nats"),))

    table = Report("one", (one,)).to_arrow()

    assert table.schema == FINDING_SCHEMA
    row = table.to_pylist()[0]
    assert row["window_start"] == datetime(2013, 8, 10, tzinfo=UTC)
    assert row["level"] == "critical"
    assert row["limit"] is None
    assert row["measures"][0]["name"] == "psi"
    assert isinstance(table, pa.Table)
