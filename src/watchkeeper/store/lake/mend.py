"""What a power cut can leave of a table's newest commit."""

from __future__ import annotations

import json
from pathlib import Path

from watchkeeper.store.durable import sync_folder
from watchkeeper.store.lake.table import LakeTable


def drop_torn_commit(table: LakeTable) -> bool:
    """Remove the newest commit of *table* if its content never reached the disk.

    A commit gets its name before it is flushed, and nobody was told of it before that. Only
    who holds the table's writer lease may ask.

    Returns:
        Whether one was removed.
    """
    log = table.path / "_delta_log"
    commits = sorted(log.glob("*.json"))
    if not commits or _is_whole(commits[-1]):
        return False
    commits[-1].unlink()
    sync_folder(log)
    return True


def _is_whole(commit: Path) -> bool:
    try:
        lines = commit.read_text(encoding="utf-8").splitlines()
        return bool(lines) and all(isinstance(json.loads(line), dict) for line in lines)
    except ValueError:
        return False
