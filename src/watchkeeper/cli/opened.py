"""The workspace that a command works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from watchkeeper.errors import NotFound

if TYPE_CHECKING:
    from watchkeeper.app.workspace import Workspace


@contextmanager
def opened(folder: Path) -> Iterator[Workspace]:
    """Open the workspace in *folder* while the block runs; a mistyped folder is never made one.

    Raises:
        NotFound: there is none.
        StoreError: it cannot be read or written.
        ConfigError: its settings are wrong.
    """
    from watchkeeper.app.workspace import open_workspace
    from watchkeeper.store import is_workspace

    if not is_workspace(folder):
        raise NotFound(
            f"there is no workspace in {folder}",
            hint=f"make one with: watchkeeper init --workspace {folder}",
        )
    with open_workspace(folder) as workspace:
        yield workspace
