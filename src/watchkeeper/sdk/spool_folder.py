"""The spool files of one server and model in a folder: this process's own, and orphans."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from watchkeeper.sdk.outbox import MemoryOutbox, Outbox
from watchkeeper.sdk.settings import Settings
from watchkeeper.sdk.spool import SUFFIX, Lose, Spool
from watchkeeper.sdk.tally import Tally

# Without a disk, this much waits in memory at most.
MEMORY_BYTES = 32 * 1024 * 1024


def open_outbox(settings: Settings, client_id: str, tally: Tally) -> Outbox:
    """Return the outbox of this process: a file, or memory where no file can be made."""
    folder = settings.spool_folder
    if folder is None:
        why = "this user has no home folder"
    else:
        try:
            return Spool.create(
                folder / f"{_prefix(settings)}{client_id}{SUFFIX}",
                limit_bytes=settings.spool_bytes,
                lose=tally.drop,
            )
        except OSError as error:
            why = f"no spool file in {folder}: {error.strerror or error}"
    tally.warn_once("memory only", f"{why}; records are held in memory only, and die with it")
    return MemoryOutbox(min(settings.spool_bytes, MEMORY_BYTES))


def adopt_orphan(settings: Settings, lose: Lose, *, after: Path | None) -> Spool | None:
    """Return what a dead process left for the same server and model, if any.

    The oldest first, or the next one *after* a file that was tried before.
    """
    folder = settings.spool_folder
    if folder is None:
        return None
    paths = _oldest_first(folder, _prefix(settings))
    turn = paths.index(after) + 1 if after in paths else 0
    for path in paths[turn:] + paths[:turn]:
        spool = Spool.adopt(path, lose=lose)
        if spool is not None and spool.pending:
            return spool
        if spool is not None:
            spool.close()
    return None


def _prefix(settings: Settings) -> str:
    """Return how the files begin: what is for one server or model never goes to another."""
    server = settings.server
    address = f"{server.scheme}://{server.hostname}:{server.port}{server.path}\n{settings.model}"
    return hashlib.sha256(address.encode()).hexdigest()[:16] + "-"


def _oldest_first(folder: Path, prefix: str) -> list[Path]:
    found: list[tuple[float, Path]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(prefix) and entry.name.endswith(SUFFIX):
                    found.append((entry.stat().st_mtime, Path(entry.path)))
    except OSError:
        # Gone, or never made: a file that vanishes meanwhile is another process's success.
        return []
    return [path for _, path in sorted(found)]
