"""``watchkeeper serve``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from watchkeeper.cli.exit_code import ExitCode
from watchkeeper.cli.options import Json, WorkspaceFolder
from watchkeeper.cli.output import print_json


def serve(
    workspace: WorkspaceFolder = Path("watch"),
    host: Annotated[str, typer.Option(help="Name or address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port; 0 takes a free one.")] = 8765,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Let everybody in, also from other machines.")
    ] = False,
    end_with_input: Annotated[
        bool,
        typer.Option("--end-with-input", help="End when stdin does: with what started it."),
    ] = False,
    json: Json = False,
) -> int:
    """Take in records over HTTP, write them, and judge what is due.

    Runs until Ctrl-C. Prints its address on stdout, and a line of JSON on stderr for each request
    and each run. Several may serve one workspace: one of them writes and judges.
    """
    from watchkeeper.serve.service import serve as serve_workspace

    _require_workspace(workspace)
    serve_workspace(
        workspace,
        host=host,
        port=port,
        insecure=insecure,
        end_with_input=end_with_input,
        ready=partial(_told, json=json),
    )
    return ExitCode.OK


def _require_workspace(folder: Path) -> None:
    from watchkeeper.cli.opened import opened

    with opened(folder):
        return


def _told(address: str, *, json: bool) -> None:
    if json:
        print_json({"address": address})
    else:
        typer.echo(address)
