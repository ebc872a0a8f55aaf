"""Why a request is not taken."""

from __future__ import annotations

from watchkeeper.errors import DiskError, NoRoom, NotFound, StoreError, WatchkeeperError

_SOON_S, _LATER_S = 2, 10


class Refused(Exception):
    """A request that is not taken: the status of the reply, what is wrong, and what would help.

    ``wait_s``: after so many seconds it may be sent again; 0: as it is, it is never taken.
    """

    def __init__(self, status: int, error: str, hint: str = "", *, wait_s: int = 0) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.hint = hint
        self.wait_s = wait_s


def too_large(most_bytes: int) -> Refused:
    """Return the refusal of a body of more than *most_bytes*."""
    return Refused(
        413, f"the body is larger than {most_bytes / 2**20:g} MiB", "send smaller batches"
    )


def refused_by(error: WatchkeeperError) -> Refused:
    """Return *error* as the refusal of a request."""
    if isinstance(error, NotFound):
        return Refused(404, error.message, error.hint)
    if isinstance(error, NoRoom):
        return Refused(429, error.message, error.hint, wait_s=error.wait_s)
    if isinstance(error, DiskError):
        return Refused(507, error.message, error.hint, wait_s=_LATER_S)
    if isinstance(error, StoreError):
        hint = error.hint or "send again in a few seconds"
        return Refused(503, error.message, hint, wait_s=_SOON_S)
    return Refused(422, error.message, error.hint)
