"""``watchkeeper config``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from watchkeeper.cli.options import Json
from watchkeeper.cli.output import print_json


def config(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="A settings file, or a workspace's folder.")
    ] = Path("watch"),
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of the file instead.")
    ] = False,
    json: Json = False,
) -> int:
    """Check the settings and print those that hold.

    Exits 0 when the file is good, 2 when it is not: every problem is listed.
    """
    from watchkeeper.app.settings import SETTINGS_FILE, settings_schema
    from watchkeeper.config import effective, json_schema, load

    if schema:
        typer.echo(json_schema(settings_schema()), nl=False)
        return 0
    file = path if path.suffix == ".toml" else path / SETTINGS_FILE
    settings = load(file, settings_schema())
    if json:
        print_json(settings.model_dump(mode="json", by_alias=True))
    else:
        typer.echo(effective(settings), nl=False)
    return 0
