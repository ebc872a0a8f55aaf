"""Findings as an Arrow table."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from watchkeeper.model import Finding

_TIME = pa.timestamp("us", tz="UTC")
_MEASURE = pa.struct(
    [
        ("name", pa.string()),
        ("value", pa.float64()),
        ("lower", pa.float64()),
        ("upper", pa.float64()),
        ("unit", pa.string()),
        ("note", pa.string()),
    ]
)

FINDING_SCHEMA = pa.schema(
    [
        ("monitor", pa.string()),
        ("subject", pa.string()),
        ("subject_kind", pa.string()),
        ("level", pa.string()),
        ("reason", pa.string()),
        ("measure", pa.string()),
        ("value", pa.float64()),
        ("lower", pa.float64()),
        ("upper", pa.float64()),
        ("expected", pa.float64()),
        ("limit", pa.float64()),
        ("p_value", pa.float64()),
        ("n_reference", pa.int64()),
        ("n_current", pa.int64()),
        ("source", pa.string()),
        ("measures", pa.list_(_MEASURE)),
        ("window_start", _TIME),
        ("window_end", _TIME),
        ("model", pa.string()),
        ("version", pa.string()),
        ("environment", pa.string()),
        ("segment", pa.string()),
        ("known_at", _TIME),
        ("limit_set_by", pa.string()),
        ("alarms", pa.list_(pa.string())),
        ("new_level", pa.bool_()),
    ]
)


def findings_table(findings: Iterable[Finding]) -> pa.Table:
    """Return one row a finding, in `FINDING_SCHEMA`; an empty table of it without any."""
    rows = []
    for finding in findings:
        row = finding.to_dict()
        for key in ("window_start", "window_end", "known_at"):
            row[key] = getattr(finding, key)
        rows.append(row)
    return pa.Table.from_pylist(rows, schema=FINDING_SCHEMA)
