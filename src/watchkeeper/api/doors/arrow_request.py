"""A request as an Arrow stream: what JSON says around the records comes in headers."""

from __future__ import annotations

import pyarrow as pa
from starlette.types import Scope

from watchkeeper.api.doors.given import Given
from watchkeeper.api.doors.refused import Refused
from watchkeeper.app.ingest.arrow_body import check_stream, read_stream
from watchkeeper.errors import DataError
from watchkeeper.wire.doors import BATCH_HEADER, ENVIRONMENT_HEADER, VERSION_HEADER

_HEADERS = {
    VERSION_HEADER.lower().encode(): "version",
    ENVIRONMENT_HEADER.lower().encode(): "environment",
    BATCH_HEADER.lower().encode(): "batch_id",
}
_LONGEST = 1_000


def read_arrow(kind: str, body: bytes, scope: Scope) -> Given:
    """Return what *body* gives.

    Raises:
        Refused: it is no sound Arrow stream, or its columns are not those of the records.
    """
    said = _said(scope)
    try:
        table, rejected = check_stream(kind, read_stream(body))
    except DataError as error:
        raise Refused(422, error.message, error.hint) from None
    if rejected:
        body = _written(table)
    return Given(
        form="arrow",
        body=body,
        accepted=table.num_rows,
        rejected=tuple(rejected),
        version=said.get("version"),
        environment=said.get("environment", "production"),
        batch_id=said.get("batch_id"),
    )


def _said(scope: Scope) -> dict[str, str]:
    said: dict[str, str] = {}
    for name, value in scope["headers"]:
        field = _HEADERS.get(name)
        if field is not None:
            said[field] = value.decode("latin-1")
            if not 0 < len(said[field]) <= _LONGEST:
                raise Refused(422, f"the header {name.decode()} is empty or too long")
    return said


def _written(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
