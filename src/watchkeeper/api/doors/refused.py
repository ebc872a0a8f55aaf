"""Why a request is not taken."""

from __future__ import annotations

from watchkeeper.errors import NotFound, StoreError, WatchkeeperError
from watchkeeper.wire.doors import MAX_BODY_BYTES


class Refused(Exception):
    """A request that is not taken: the status of the reply, what is wrong, and what would help."""

    def __init__(self, status: int, error: str, hint: str = "") -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.hint = hint


def too_large() -> Refused:
    """Return the refusal of a body beyond the limit."""
    return Refused(
        413, f"the body is larger than {MAX_BODY_BYTES // 2**20} MiB", "send smaller batches"
    )


def refused_by(error: WatchkeeperError) -> Refused:
    """Return *error* as the refusal of a request."""
    if isinstance(error, NotFound):
        return Refused(404, error.message, error.hint)
    if isinstance(error, StoreError):
        return Refused(503, error.message, error.hint or "send again in a few seconds")
    return Refused(422, error.message, error.hint)
