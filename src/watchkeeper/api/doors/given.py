"""What a request gave, whichever way it was written."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.app.ingest.arrow_body import Rejected
from watchkeeper.app.ingest.records import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A request that was understood: the records that can be kept, and the others."""

    form: str
    body: bytes
    accepted: int
    rejected: tuple[Rejected, ...] = ()
    version: str | None = None
    environment: str = "production"
    batch_id: str | None = None
    client: Client | None = None
