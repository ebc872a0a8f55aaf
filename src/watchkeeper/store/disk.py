"""The disk under a workspace: what is free of it, and which errors are its."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

from watchkeeper.errors import DiskError, StoreError

HINT = "make room on the server's disk, or make it writable; it goes on by itself then"

_ERRNOS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
_CODES = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR)


def free_bytes(root: Path) -> int:
    """Return how much is free under the workspace *root*: its lake may have a disk of its own."""
    return min(shutil.disk_usage(path).free for path in (root, root / "lake") if path.is_dir())


def is_disk_trouble(error: BaseException | None) -> bool:
    """Return whether *error* says that the disk is full, or takes no writes."""
    if isinstance(error, sqlite3.Error):
        # Errors that come from the module itself have no code; details are in the higher bits.
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _CODES
    return isinstance(error, OSError) and error.errno in _ERRNOS


def store_error(what: str, error: BaseException | None) -> StoreError:
    """Return the error of ours for a database *what* that failed with *error*."""
    if is_disk_trouble(error):
        return DiskError(f"{what} failed: {error}", hint=HINT)
    return StoreError(f"{what} failed: {error}")
