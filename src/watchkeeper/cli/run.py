"""``watchkeeper run``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from watchkeeper.cli.options import Json, WorkspaceFolder, moment
from watchkeeper.cli.output import print_json
from watchkeeper.cli.progress import progress_bar


def run(
    workspace: WorkspaceFolder = Path("watch"),
    until: Annotated[
        str | None,
        typer.Option(metavar="ISO", help="Evaluate the windows that end by then; default now."),
    ] = None,
    json: Json = False,
) -> int:
    """Judge all windows that are due.

    Can be interrupted and run again: nothing is done twice. Exits 0 when the work is done,
    whatever was found; `watchkeeper status` tells that.
    """
    from watchkeeper.app.workspace import open_workspace

    end = moment(until, option="--until")
    opened = open_workspace(workspace, create=False)
    with progress_bar("windows") as progress:
        summary = opened.run(until=end, progress=progress)
    counts = {
        "windows": summary.windows,
        "findings": summary.findings,
        "seconds": summary.seconds,
    }
    if json:
        print_json(counts)
    else:
        typer.echo(
            f"{summary.windows} windows judged in {summary.seconds:.1f} s, "
            f"{summary.findings} findings"
        )
    return 0
