"""``watchkeeper init``."""

from __future__ import annotations

from pathlib import Path

import typer

from watchkeeper.cli.options import Json, WorkspaceFolder
from watchkeeper.cli.output import print_json


def init(workspace: WorkspaceFolder = Path("watch"), json: Json = False) -> int:
    """Create a workspace and its settings file.

    The file, watchkeeper.toml, has every setting with its default and what it means.

    What is already there stays as it is.
    """
    from watchkeeper.app.settings import write_settings
    from watchkeeper.app.workspace import open_workspace

    # First: in a folder that holds something else nothing is written.
    with open_workspace(workspace):
        written = write_settings(workspace)
    if json:
        print_json({"workspace": str(workspace), "written": [str(path) for path in written]})
        return 0
    for path in written:
        typer.echo(f"wrote {path}")
    typer.echo(f"workspace {workspace} is ready; next: register a model, log its predictions")
    return 0
