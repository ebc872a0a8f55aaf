"""``watchkeeper upkeep``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from watchkeeper.cli.exit_code import ExitCode
from watchkeeper.cli.opened import opened
from watchkeeper.cli.options import Json, WorkspaceFolder
from watchkeeper.cli.output import note, print_json

if TYPE_CHECKING:
    from watchkeeper.app.upkeep import Upkeep


def upkeep(
    workspace: WorkspaceFolder = Path("watch"),
    keep: Annotated[
        str,
        typer.Option(
            metavar="LENGTH",
            help="Keep the files of all versions since then, at least 1h: readers may use them.",
        ),
    ] = "7d",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Remove nothing, tell which files would go.")
    ] = False,
    json: Json = False,
) -> int:
    """Remove files and notes that nobody needs any more.

    Files of the lake that were compacted away or replaced, or left by a writer that died; ended
    sessions; messages received 90 days ago. Recorded rows, counts and findings stay. The
    service does this once a day.

    Exits 0, or 3 when a table could not be looked through; the others were.
    """
    from dataclasses import asdict

    from watchkeeper.app.upkeep import upkeep as keep_up
    from watchkeeper.config.duration import parse_duration

    length = parse_duration(keep)
    with opened(workspace) as there:
        done = keep_up(there.store, keep=length, dry_run=dry_run)
    if json:
        print_json(asdict(done) | {"dry_run": dry_run})
    else:
        _tell(done, dry_run=dry_run)
    for error in done.errors:
        note(error)
    return ExitCode.FAILURE if done.errors else ExitCode.OK


def _tell(done: Upkeep, *, dry_run: bool) -> None:
    from watchkeeper.model.figures import times

    for one in done.swept:
        if one.files:
            size = f"{one.size / 1e6:.1f} MB"
            typer.echo(f"{one.model}, {one.table}: {times(one.files, 'file')}, {size}")
    verb = "would be removed" if dry_run else "removed"
    typer.echo(f"{times(done.files, 'file')} {verb}, {done.size / 1e6:.1f} MB")
    told = [
        times(n, one, many)
        for n, one, many in (
            (done.sessions, "ended session", "ended sessions"),
            (done.messages, "old message", "old messages"),
            (done.answers, "answer that nobody took", "answers that nobody took"),
        )
        if n
    ]
    if told:
        typer.echo(f"also forgotten: {', '.join(told)}")
