"""Files nobody needs any more: compacted away, replaced, or left by a writer that died."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from watchkeeper.errors import StoreError
from watchkeeper.store.lake.table import LakeTable

_CHANGE_DATA = "_change_data"
_ACTIONS = ("add", "remove", "cdc")


@dataclass(frozen=True, slots=True)
class Leftover:
    """A file of a table that can go: its path inside the table, and its size."""

    path: str
    size: int


def leftovers(table: LakeTable, *, before: datetime, handled: int) -> list[Leftover]:
    """Return the files of *table* that nobody can need.

    Three kinds of file stay: those of the newest version; those that a commit of *before* or
    later has added or removed, so that who opened the table since then can read on; and those
    that a commit after the version *handled* names, since a follower reads its rows from them.
    Of the rest the files that are older than *before* are told: what is younger can belong to
    a commit that is being made.

    Args:
        table: It must exist.
        before: A moment of the past, by the system's clock.
        handled: The version up to which all followers have handled the table.

    Raises:
        StoreError: the log of the table cannot be read.
    """
    # In this order: a file that is committed meanwhile is found in the log.
    there = list(_on_disk(table.path, before.timestamp()))
    if not there:
        return []
    needed = {file.path for file in table.snapshot().files}
    named = _named(table.path / "_delta_log", before.timestamp(), handled)
    if named is None:
        return []
    needed |= named
    needed |= {unquote(path) for path in needed}
    return [file for file in there if file.path not in needed]


def vacuum(table: LakeTable, *, before: datetime, handled: int) -> list[Leftover]:
    """Remove the `leftovers` of *table*; return them.

    Nothing is committed: who reads, follows or writes the table does not notice, and killed
    anywhere it is simply called again. Hold the lease of the table's writer meanwhile: a writer
    that stood still for longer than since *before* would miss the files of its commit.

    Raises:
        StoreError: the log cannot be read, or a file cannot be removed.
    """
    found = leftovers(table, before=before, handled=handled)
    for file in found:
        try:
            (table.path / file.path).unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                f"{table.path / file.path} cannot be removed: {error.strerror}",
                hint="the table is whole; look at the rights of the folder",
            ) from error
    return found


def _on_disk(root: Path, before: float) -> Iterator[Leftover]:
    """Yield the Parquet files of a table that were not touched since *before*."""
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f == _CHANGE_DATA or not f.startswith(("_", "."))]
        for name in files:
            path = Path(folder, name)
            if not name.endswith(".parquet") or path.is_symlink():
                continue
            try:
                found = path.stat()
            except FileNotFoundError:
                # Another process sweeps too.
                continue
            if found.st_mtime < before:
                yield Leftover(path.relative_to(root).as_posix(), found.st_size)


def _named(log: Path, before: float, handled: int) -> set[str] | None:
    """Return the files that commits after *handled*, or not older than *before*, name.

    None: the log was cut short after *before* or *handled*, so that it does not tell.
    """
    recent: list[Path] = []
    times: dict[int, float] = {}
    for commit in log.glob("*.json"):
        try:
            version, at = int(commit.stem), commit.stat().st_mtime
        except (FileNotFoundError, ValueError):
            # One that Delta drops just now is older than the log is long; others are no commits.
            continue
        times[version] = at
        if version > handled or at >= before:
            recent.append(commit)
    first = min(times, default=None)
    if first is None or (first > 0 and (times[first] >= before or handled + 1 < first)):
        return None
    return {path for commit in recent for path in _paths(commit)}


def _paths(commit: Path) -> Iterator[str]:
    try:
        for line in commit.read_text(encoding="utf-8").splitlines():
            action = json.loads(line)
            yield from (action[kind]["path"] for kind in _ACTIONS if kind in action)
    except (OSError, ValueError) as error:
        raise StoreError(f"{commit} cannot be read: {error}") from error
