"""The lake of a workspace: a folder per model, a Delta table per kind of row."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from watchkeeper.store.lake.schemas import TableSpec
from watchkeeper.store.lake.table import LakeTable


class Lake:
    """All tables below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._tables: dict[tuple[str, str], LakeTable] = {}

    def table(self, model: str, spec: TableSpec) -> LakeTable:
        """Return the table of *model* that *spec* describes; it need not exist yet."""
        key = (model, spec.name)
        if key not in self._tables:
            self._tables[key] = LakeTable(self.root / folder_name(model) / spec.name, spec)
        return self._tables[key]


def folder_name(name: str) -> str:
    """Return a folder for any model *name*: safe in paths and URLs, no two alike."""
    if re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,99}", name):
        return name
    # Capitals too: some file systems take "A" and "a" for one folder.
    plain = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-")[:60]
    return f"{plain}--{hashlib.sha256(name.encode()).hexdigest()[:12]}"
