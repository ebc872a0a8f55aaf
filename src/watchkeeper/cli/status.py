"""``watchkeeper status``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from watchkeeper.cli.exit_code import FailOn, exit_code_of
from watchkeeper.cli.opened import opened
from watchkeeper.cli.options import FailOnLevel, Json, WorkspaceFolder
from watchkeeper.cli.output import note, print_json, print_rich
from watchkeeper.model import Level

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from watchkeeper.model import Finding
    from watchkeeper.report.status import ModelStatus

_MOST_FINDINGS = 5
_STYLES = {
    Level.OK: "green",
    Level.UNKNOWN: "magenta",
    Level.WARNING: "yellow",
    Level.CRITICAL: "bold red",
}


def status(
    workspace: WorkspaceFolder = Path("watch"),
    json: Json = False,
    fail_on: FailOnLevel = FailOn.CRITICAL,
) -> int:
    """Print the verdict on each model, worst first.

    It is the verdict on the newest window that was judged, with the findings behind it.

    Exits 0 when no finding reaches --fail-on, 1 when one does, 4 when nothing could be judged.
    """
    from watchkeeper.report.status import statuses

    with opened(workspace) as there:
        found = statuses(there)
        open_incidents = len(there.incidents(state="open"))
    if json:
        print_json([one.to_dict() for one in found])
    elif found:
        print_rich(_table(found), *_details(found))
        if open_incidents:
            note(f"open incidents: {open_incidents}; see `watchkeeper alerts list`")
    else:
        note(f"no model is registered in {workspace}")
    return exit_code_of([finding for one in found for finding in one.findings], fail_on)


def _table(found: tuple[ModelStatus, ...]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in ("Level", "Model", "Version", "Owner"):
        table.add_column(name, overflow="fold")
    for name in ("Rows", "Labelled"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("Last window", "Verdict"):
        table.add_column(name, overflow="fold")
    for one in found:
        table.add_row(
            Text(one.level, _STYLES[one.level]),
            Text(one.model),
            Text(_version(one)),
            Text(one.owner),
            f"{one.rows:,}",
            "-" if one.matured_share is None else f"{one.matured_share:.0%}",
            _window(one),
            Text(one.verdict),
        )
    return table


def _version(one: ModelStatus) -> str:
    if one.version is None:
        return "-"
    return one.version if one.environment == "production" else f"{one.version}, {one.environment}"


def _window(one: ModelStatus) -> str:
    from zoneinfo import ZoneInfo

    from watchkeeper.report.wording import stretch

    if one.window is None:
        return "-"
    return stretch(one.window.start, one.window.end, ZoneInfo(one.timezone))


def _details(found: tuple[ModelStatus, ...]) -> Iterator[RenderableType]:
    from rich.text import Text

    for one in found:
        if one.loud:
            yield Text(f"\n{one.model} {_version(one)}", "bold")
        for finding in one.loud[:_MOST_FINDINGS]:
            yield _line(finding)
        more = len(one.loud) - _MOST_FINDINGS
        if more > 0:
            yield Text(f"  and {more} more", "dim")


def _line(finding: Finding) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    from watchkeeper.report.wording import name_of, stopped

    text = Text.assemble(
        (finding.level.value, _STYLES[finding.level]),
        (f" {finding.subject}", "bold"),
        f" ({name_of(finding.monitor)}): {stopped(finding.reason)}",
    )
    return Padding(text, (0, 0, 0, 2))
