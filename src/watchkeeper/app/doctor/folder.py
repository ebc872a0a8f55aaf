"""Can the folder of the workspace be read and written?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from watchkeeper.app.doctor.check import Check
from watchkeeper.model import Clock, Level


def folder(workspace: Path, clock: Clock) -> Iterator[Check]:
    """Yield whether *workspace* is a folder in which files can be made."""
    name = "folder"
    if not workspace.exists():
        yield Check(
            name=name,
            level=Level.CRITICAL,
            text=f"{workspace} does not exist",
            action=f"create it with: watchkeeper init --workspace {workspace}",
        )
        return
    try:
        entries = sum(1 for _ in workspace.iterdir())
        with tempfile.TemporaryFile(dir=workspace):
            pass
    except OSError as error:
        yield Check(
            name=name,
            level=Level.CRITICAL,
            text=f"{workspace} cannot be used: {error.strerror}",
            action="give the user that runs watchkeeper the right to read and write there",
        )
        return
    yield Check(
        name=name, level=Level.OK, text=f"{workspace} can be read and written, {entries} entries"
    )
