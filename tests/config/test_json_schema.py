from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from watchkeeper.config import Duration, assemble, json_schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Settings of an invented monitor."""

    span: Duration = timedelta(days=7)


def test_it_is_closed_and_speaks_as_the_file_does() -> None:
    """Unknown keys are refused, lengths of time are text, monitors of limits are listed."""
    document = json.loads(json_schema(assemble({"drift": Drift, "activity": Drift})))
    tables = document["$defs"]

    assert all(table["additionalProperties"] is False for table in (document, *tables.values()))
    assert tables["Drift"]["properties"]["span"]["default"] == "1w"
    assert tables["LimitSettings"]["properties"]["monitor"]["enum"] == ["activity", "drift"]


def test_it_is_the_same_each_time() -> None:
    """The committed copy can be compared byte by byte."""
    assert json_schema(assemble({"drift": Drift})) == json_schema(assemble({"drift": Drift}))
