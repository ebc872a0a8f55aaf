"""``watchkeeper doctor``."""

from __future__ import annotations

from pathlib import Path

import typer

from watchkeeper.cli.exit_code import FailOn, exit_code
from watchkeeper.cli.options import FailOnLevel, Json, WorkspaceFolder
from watchkeeper.cli.output import print_json
from watchkeeper.model import SystemClock


def doctor(
    workspace: WorkspaceFolder = Path("watch"),
    json: Json = False,
    fail_on: FailOnLevel = FailOn.CRITICAL,
) -> int:
    """Examine installation and workspace.

    Each fault is told with what to do about it.

    Exits 0 when nothing reaches --fail-on, 1 when something does.
    """
    from dataclasses import asdict

    from watchkeeper.app.doctor import examine

    checks = examine(workspace, SystemClock())
    if json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            typer.echo(f"{check.level:<8} {check.name}: {check.text}")
            if check.action:
                typer.echo(f"{'':<8} to do: {check.action}")
    return exit_code((check.level for check in checks), fail_on)
