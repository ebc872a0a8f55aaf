"""``watchkeeper inbox``: requests that could not be written to the lake."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from watchkeeper.cli.command_group import CommandGroup
from watchkeeper.cli.opened import opened
from watchkeeper.cli.options import Json, WorkspaceFolder
from watchkeeper.cli.output import note, print_json

_FOLDER = Path("watch")

Number = Annotated[int, typer.Argument(metavar="REQUEST", help="Its number, as listed.")]


def list_aside(workspace: WorkspaceFolder = _FOLDER, json: Json = False) -> int:
    """Print the requests that were set aside, each with its reason."""
    from watchkeeper.store.inbox import inbox_state

    with opened(workspace) as there:
        found = inbox_state(there.path).set_aside
    if json:
        print_json([asdict(request) for request in found])
    elif not found:
        note("no request was set aside")
    else:
        for request in found:
            what = f"{request.records} {request.kind} of {request.model}"
            typer.echo(f"{request.id}  {request.received_at}  {what}: {request.reason}")
    return 0


def save(
    request: Number,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file for its body.")],
    workspace: WorkspaceFolder = _FOLDER,
    json: Json = False,
) -> int:
    """Write the body of a request to a file, as it came: JSON or an Arrow stream."""
    from watchkeeper.store.inbox import aside_body

    with opened(workspace) as there:
        body = aside_body(there.path, request)
    with file.open("xb") as opened_file:
        opened_file.write(body)
    return _told({"request": request, "file": str(file), "bytes": len(body)}, "saved", json)


def retry(request: Number, workspace: WorkspaceFolder = _FOLDER, json: Json = False) -> int:
    """Give a request to the writer once more, when the cause is mended."""
    from watchkeeper.store.inbox import retry_aside

    with opened(workspace) as there:
        retry_aside(there.path, request)
    return _told({"request": request}, "sent on its way again", json)


def drop(request: Number, workspace: WorkspaceFolder = _FOLDER, json: Json = False) -> int:
    """Delete a request that was set aside: its records are lost."""
    from watchkeeper.store.inbox import drop_aside

    with opened(workspace) as there:
        drop_aside(there.path, request)
    return _told({"request": request}, "dropped", json)


INBOX = CommandGroup(
    name="inbox",
    help="Requests that could not be written to the lake.",
    commands={"list": list_aside, "save": save, "retry": retry, "drop": drop},
)


def _told(facts: dict[str, object], done: str, json: bool) -> int:
    if json:
        print_json(facts)
    else:
        typer.echo(f"request {facts['request']} is {done}")
    return 0
