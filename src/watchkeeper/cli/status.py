"""``watchkeeper status``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from watchkeeper.cli.exit_code import FailOn, exit_code
from watchkeeper.cli.options import FailOnLevel, Json, WorkspaceFolder
from watchkeeper.cli.output import note, print_json, print_rich
from watchkeeper.model import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from watchkeeper.app.workspace import ModelStatus

_STYLES = {
    Level.OK: "green",
    Level.UNKNOWN: "dim",
    Level.WARNING: "yellow",
    Level.CRITICAL: "bold red",
}


def status(
    workspace: WorkspaceFolder = Path("watch"),
    json: Json = False,
    fail_on: FailOnLevel = FailOn.CRITICAL,
) -> int:
    """Print the verdict on each model, worst first.

    Exits 0 when no model's level reaches --fail-on, 1 when one does, 4 when none could be judged.
    """
    from dataclasses import asdict

    from watchkeeper.app.workspace import open_workspace

    models = open_workspace(workspace, create=False).status()
    if json:
        print_json([asdict(model) for model in models])
    elif models:
        print_rich(_table(sorted(models, key=lambda model: -model.level.rank)))
    else:
        note(f"no model is registered in {workspace}")
    return exit_code((model.level for model in models), fail_on)


def _table(models: Iterable[ModelStatus]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table("level", "model", "version", "verdict", "last window until", "rows", "labelled")
    for model in models:
        table.add_row(
            Text(model.level, _STYLES[model.level]),
            Text(model.model),
            Text(model.version or "-"),
            Text(model.verdict),
            f"{model.window_end:%Y-%m-%d %H:%M}" if model.window_end else "-",
            f"{model.n:,}",
            "-" if model.matured_share is None else f"{model.matured_share:.0%}",
        )
    return table
