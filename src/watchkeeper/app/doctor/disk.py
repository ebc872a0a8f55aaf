"""Is there room to write?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchkeeper.app.doctor.check import Check
from watchkeeper.model import Clock, Level
from watchkeeper.store.disk import free_bytes

_SCARCE = 2_000_000_000
_FULL = 200_000_000


def disk(workspace: Path, clock: Clock) -> Iterator[Check]:
    """Yield how many bytes are free where *workspace* lies, or would lie."""
    existing = next(path for path in (workspace, *workspace.absolute().parents) if path.is_dir())
    free = free_bytes(existing)
    level = Level.CRITICAL if free < _FULL else Level.WARNING if free < _SCARCE else Level.OK
    yield Check(
        name="disk",
        level=level,
        text=f"{free / 1e9:.1f} GB free",
        action="" if level is Level.OK else "make room, or move the workspace to a larger disk",
    )
