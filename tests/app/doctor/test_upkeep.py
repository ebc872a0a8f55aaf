from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from watchkeeper.app.upkeep import upkeep
from watchkeeper.app.workspace import open_workspace
from watchkeeper.model import Level


def orphan_in(watch: Path, *, days: int) -> Path:
    """Put a file that no commit names, so old, into the table of labels."""
    path = watch / "lake" / "flights" / "labels" / "part-orphan.parquet"
    path.write_bytes(b"0123456789")
    when = path.stat().st_mtime - 86_400 * days
    os.utime(path, (when, when))
    return path


def test_a_tidy_workspace_is_ok(found: Any, watch: Path) -> None:
    """It says when the last upkeep was."""
    (before,) = found("upkeep", watch)
    with open_workspace(watch) as workspace:
        upkeep(workspace.store)
    (after,) = found("upkeep", watch)

    assert (before.level, before.text) == (Level.OK, "no file is left over; last done: never")
    assert after.level is Level.OK
    assert after.text.endswith(" UTC")


def test_files_that_nobody_removes_are_a_warning(found: Any, watch: Path) -> None:
    """Two days after they could have gone; the examination removes none."""
    path = orphan_in(watch, days=8)
    (young,) = found("upkeep", watch)
    orphan_in(watch, days=10)
    (old,) = found("upkeep", watch)

    assert young.level is Level.OK
    assert old.level is Level.WARNING
    assert old.text.startswith("1 file of flights/labels, 0.0 MB, nobody needs")
    assert f"watchkeeper upkeep --workspace {watch}" in old.action
    assert path.exists()
