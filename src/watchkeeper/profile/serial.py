"""A baseline as bytes: a zip of JSON and Arrow, without pickle, the same bytes every time."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa

from watchkeeper.errors import DataError
from watchkeeper.model.roles import Roles
from watchkeeper.profile.bins import CategoryBins
from watchkeeper.profile.cells import NO_TIME, ProfileCells
from watchkeeper.profile.column import ColumnBaseline
from watchkeeper.profile.column_cells import SUMS
from watchkeeper.profile.column_table import columns_from_table, columns_to_table
from watchkeeper.profile.runs import Floats
from watchkeeper.profile.table import CELLS_SCHEMA, cells_from_table, cells_to_table

FORMAT = 1

# A zip keeps the time of each member; a fixed one keeps the bytes the same.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_TIMES = ("start", "end", "fitted_at")
_PLAIN = ("id", "rows", "duplicates", "classes", "notices")


def pack(fields: Mapping[str, Any]) -> bytes:
    """Return the bytes of a baseline with these *fields*."""
    tables = {name: _ipc(table, "zstd") for name, table in _tables(fields).items()}
    return _zip({"baseline.json": _metadata(fields), **tables})


def unpack(data: bytes) -> dict[str, Any]:
    """Return the fields that `pack` was given.

    Raises:
        DataError: *data* is no baseline, is damaged, or was written by a newer version.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        metadata = json.loads(members["baseline.json"])
        _refuse_newer(metadata["format"])
        fields = _fields(metadata, members)
    except DataError:
        raise
    # Damaged bytes break in as many ways as there are parsers below; all mean the same.
    except Exception as error:
        raise DataError(
            f"these {len(data):,} bytes are no baseline, or a damaged one: {error}",
            hint="fit the baseline again, or take another copy",
        ) from error
    if identity(fields) != fields["id"]:
        raise DataError(
            f"baseline {fields['id']}: the content does not match its id: damaged or edited",
            hint="fit the baseline again, or take another copy",
        )
    return fields


def identity(fields: Mapping[str, Any]) -> str:
    """Return 16 hex digits of the SHA-256 of the content.

    Neither of when it was fitted, nor of the sums of z: their last digits depend on the
    pieces in which the rows came, and the same rows shall have the same id.
    """
    content = {**fields, "id": "", "fitted_at": None}
    digest = sha256(_metadata(content))
    for name, table in sorted(_tables(fields).items()):
        member = _ipc(_without_sums(table), None)
        digest.update(f"{name}:{len(member)}:".encode())
        digest.update(member)
    return digest.hexdigest()[:16]


def _without_sums(table: pa.Table) -> pa.Table:
    return table.drop_columns([*SUMS]) if table.schema.equals(CELLS_SCHEMA) else table


def _metadata(fields: Mapping[str, Any]) -> bytes:
    history, edges = fields["history"], fields["score_edges"]
    plain = {
        "format": FORMAT,
        **{name: fields[name] for name in _PLAIN},
        **{name: fields[name] and fields[name].isoformat() for name in _TIMES},
        "roles": asdict(fields["roles"]),
        "left_out": dict(fields["left_out"]),
        "schema": [list(pair) for pair in fields["schema"]],
        "score_edges": None if edges is None else edges.tolist(),
        "null_timestamps": 0 if history is None else history.null_timestamps,
        **_rare(fields["columns"]),
    }
    return json.dumps(plain, sort_keys=True, allow_nan=False).encode()


def _rare(columns: Sequence[ColumnBaseline]) -> dict[str, Any]:
    """Return the counts of rare categories; baselines from before they were kept have none."""
    found = {
        column.name: [column.bins.once, column.bins.twice]
        for column in columns
        if isinstance(column.bins, CategoryBins) and column.bins.once + column.bins.twice
    }
    return {"rare": found} if found else {}


def _tables(fields: Mapping[str, Any]) -> dict[str, pa.Table]:
    columns: Sequence[ColumnBaseline] = fields["columns"]
    tables = {
        "columns.arrow": columns_to_table(columns),
        "total.arrow": cells_to_table(_totals(columns, fields["rows"], fields["duplicates"])),
    }
    if fields["history"] is not None:
        tables["history.arrow"] = cells_to_table(fields["history"])
    if fields["performance"] is not None:
        tables["performance.arrow"] = fields["performance"]
    return tables


def _totals(columns: Sequence[ColumnBaseline], rows: int, duplicates: int) -> ProfileCells:
    return ProfileCells(
        np.array([NO_TIME]),
        np.array([rows], dtype=np.int64),
        np.array([duplicates], dtype=np.int64),
        {column.name: column.total for column in columns},
    )


def _fields(metadata: dict[str, Any], members: Mapping[str, bytes]) -> dict[str, Any]:
    rare = metadata.get("rare", {})
    columns = [
        _with_rare(column, *rare.get(column.name, (0, 0)))
        for column in columns_from_table(_table(members["columns.arrow"]))
    ]
    sizes = {column.name: column.bins.size for column in columns}
    totals = cells_from_table(_table(members["total.arrow"]), sizes)
    history = None
    if "history.arrow" in members:
        history = replace(
            cells_from_table(_table(members["history.arrow"]), sizes),
            null_timestamps=metadata["null_timestamps"],
        )
    performance = members.get("performance.arrow")
    return {
        **{name: _tuples(metadata[name]) for name in _PLAIN},
        **{name: _moment(metadata[name]) for name in _TIMES},
        "roles": Roles(**{name: _tuples(value) for name, value in metadata["roles"].items()}),
        "left_out": metadata["left_out"],
        "schema": tuple((name, arrow_type) for name, arrow_type in metadata["schema"]),
        "score_edges": _edges(metadata["score_edges"]),
        "columns": tuple(replace(c, total=totals.columns[c.name]) for c in columns),
        "history": history,
        "performance": None if performance is None else _table(performance),
    }


def _with_rare(column: ColumnBaseline, once: int, twice: int) -> ColumnBaseline:
    if not isinstance(column.bins, CategoryBins):
        return column
    return replace(column, bins=replace(column.bins, once=once, twice=twice))


def _refuse_newer(found: int) -> None:
    if found > FORMAT:
        raise DataError(
            f"the baseline has format {found}, this version reads up to {FORMAT}",
            hint="upgrade watchkeeper, or fit the baseline again",
        )


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _edges(values: list[float] | None) -> Floats | None:
    return None if values is None else np.array(values, dtype=np.float64)


def _zip(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, member in members.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_DATE), member)
    return out.getvalue()


def _ipc(table: pa.Table, compression: str | None) -> bytes:
    out = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with pa.ipc.new_file(out, table.schema, options=options) as writer:
        writer.write_table(table)
    content: bytes = out.getvalue().to_pybytes()
    return content


def _table(data: bytes) -> pa.Table:
    with pa.ipc.open_file(pa.BufferReader(data)) as reader:
        return reader.read_all()
