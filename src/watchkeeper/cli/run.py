"""``watchkeeper run``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchkeeper.cli.exit_code import ExitCode, FailOn, exit_code
from watchkeeper.cli.opened import opened
from watchkeeper.cli.options import FailOnLevel, Json, WorkspaceFolder, moment
from watchkeeper.cli.output import print_json
from watchkeeper.cli.progress import progress_bar
from watchkeeper.model import Level

if TYPE_CHECKING:
    from watchkeeper.app.evaluate import RunSummary


def run(
    workspace: WorkspaceFolder = Path("watch"),
    until: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="Judge the windows that end by then; default now."),
    ] = None,
    json: Json = False,
    fail_on: FailOnLevel = FailOn.CRITICAL,
) -> int:
    """Judge all windows that are due.

    Can be interrupted, run again, and run by several processes at once: nothing is done twice.

    Exits 0 when nothing found now reaches --fail-on, or nothing was due; 1 when something
    does; 4 when windows were due and nothing in them could be judged.
    """
    end = moment(until, option="--until")
    with opened(workspace) as there, progress_bar("windows") as progress:
        summary = there.run(until=end, progress=progress)
    if json:
        print_json({"windows": summary.windows, "findings": summary.levels})
    else:
        typer.echo(_told(summary))
    if not summary.windows:
        return ExitCode.OK
    return exit_code((level for level, count in summary.levels.items() if count), fail_on)


def _told(summary: RunSummary) -> str:
    from watchkeeper.model.figures import times

    if not summary.windows:
        return "no window was due"
    worst_first = sorted(Level, key=lambda level: -level.rank)
    counts = ", ".join(f"{summary.levels[level]:,} {level}" for level in worst_first)
    return f"{times(summary.windows, 'window')} judged, findings: {counts}"
