"""``watchkeeper alerts``: incidents and the messages about them."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from watchkeeper.cli.command_group import CommandGroup
from watchkeeper.cli.exit_code import ExitCode, FailOn
from watchkeeper.cli.opened import opened
from watchkeeper.cli.options import FailOnLevel, Json, WorkspaceFolder
from watchkeeper.cli.output import note, print_json, print_rich
from watchkeeper.errors import ConfigError
from watchkeeper.model import Level

if TYPE_CHECKING:
    from rich.table import Table

    from watchkeeper.model.incident import Incident, Silence

_FOLDER = Path("watch")


class LoudLevel(StrEnum):
    """The levels that open an incident."""

    WARNING = "warning"
    CRITICAL = "critical"


Number = Annotated[int, typer.Argument(metavar="INCIDENT", help="Its number, as listed.")]
By = Annotated[str | None, typer.Option(metavar="WHO", help="Who you are; default your login.")]
Comment = Annotated[str, typer.Option(metavar="TEXT", help="Why, for whoever reads it later.")]
Model = Annotated[str | None, typer.Option(metavar="NAME", help="Only this model.")]
Root = Annotated[
    str | None, typer.Option(metavar="NAME", help="Only this root, as incidents are listed by.")
]


def list_incidents(
    workspace: WorkspaceFolder = _FOLDER,
    model: Model = None,
    every: Annotated[bool, typer.Option("--all", help="Those that are resolved as well.")] = False,
    json: Json = False,
    fail_on: FailOnLevel = FailOn.CRITICAL,
) -> int:
    """Print open incidents, worst and newest first.

    Exits 1 when one that is open reached --fail-on.
    """
    with opened(workspace) as there:
        found = there.incidents(model, state=None if every else "open")
    if json:
        print_json([asdict(incident) for incident in found])
    elif found:
        print_rich(_table(found))
    else:
        note("no incident" if every else "no incident is open")
    open_now = [i.level.rank for i in found if i.resolved_at is None]
    least = 99 if fail_on is FailOn.NEVER else Level(fail_on.value).rank
    return ExitCode.FINDINGS if max(open_now, default=0) >= least else ExitCode.OK


def show(incident: Number, workspace: WorkspaceFolder = _FOLDER, json: Json = False) -> int:
    """Print an incident: its evidence, what follows from it, its timeline."""
    with opened(workspace) as there:
        story = there.desk.story(incident)
    if json:
        plain = asdict(story)
        for name in ("findings", "muted"):
            plain[name] = [finding.to_dict() for finding in getattr(story, name)]
        print_json(plain)
        return ExitCode.OK
    one = story.incident
    typer.echo(f"{one.id} {one.level} {one.state}: {one.title}")
    for event in story.events:
        by = f" by {event.by}" if event.by else ""
        typer.echo(f"  {event.at:%Y-%m-%d %H:%M} {event.kind}{by}: {event.text}")
    for finding in story.findings:
        typer.echo(
            f"  {_when(finding.window_start)} {finding.level} {finding.subject}: {finding.reason}"
        )
    for finding, because in zip(story.muted, story.because, strict=True):
        typer.echo(f"  {_when(finding.window_start)} muted {finding.subject}: {because}")
    return ExitCode.OK


def acknowledge(
    incident: Number,
    workspace: WorkspaceFolder = _FOLDER,
    comment: Comment = "",
    by: By = None,
    json: Json = False,
) -> int:
    """Take note of an incident; holds until it is resolved."""
    with opened(workspace) as there:
        done = there.desk.acknowledge(incident, by=_who(by), comment=comment)
    return _told(done, f"incident {incident} is acknowledged by {done.acknowledged_by}", json)


def assign(
    incident: Number,
    to: Annotated[str, typer.Argument(metavar="WHO", help="To whom; empty takes it back.")],
    workspace: WorkspaceFolder = _FOLDER,
    by: By = None,
    json: Json = False,
) -> int:
    """Give an incident to somebody."""
    with opened(workspace) as there:
        done = there.desk.assign(incident, by=_who(by), to=to)
    return _told(done, f"incident {incident} is with {done.assignee or 'nobody'}", json)


def silence(
    workspace: WorkspaceFolder = _FOLDER,
    model: Model = None,
    root: Root = None,
    level: Annotated[
        LoudLevel | None, typer.Option(help="Only incidents of this level; worse ones are told.")
    ] = None,
    length: Annotated[
        str, typer.Option("--for", metavar="LENGTH", help="How long, such as 30m, 4h or 1d.")
    ] = "4h",
    comment: Comment = "",
    by: By = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only print what would be held back.")
    ] = False,
    json: Json = False,
) -> int:
    """Hold back messages about matching incidents.

    The incidents stay listed. What still holds when the silence ends is told then.
    """
    from watchkeeper.config.duration import parse_duration

    matching: dict[str, Any] = {"model": model, "root": root, "level": level}
    with opened(workspace) as there:
        held_back = there.desk.preview(**matching)
        if preview:
            return _listed(held_back, json)
        if not comment:
            raise ConfigError("--comment is empty", hint="say why nobody needs to be told")
        until = there.store.clock.now() + parse_duration(length)
        kept = there.desk.silence(**matching, until=until, by=_who(by), comment=comment)
    if json:
        print_json(asdict(kept))
    else:
        typer.echo(
            f"silence {kept.id} until {kept.until:%Y-%m-%d %H:%M} UTC; "
            f"open incidents it holds back: {len(held_back)}"
        )
    return ExitCode.OK


def silences(
    workspace: WorkspaceFolder = _FOLDER,
    end: Annotated[int | None, typer.Option(metavar="SILENCE", help="End this one now.")] = None,
    by: By = None,
    json: Json = False,
) -> int:
    """Print the silences that hold, or end one."""
    with opened(workspace) as there:
        if end is not None:
            there.desk.end_silence(end, by=_who(by))
        found = there.desk.silences()
    if json:
        print_json([asdict(one) for one in found])
    elif found:
        for one in found:
            typer.echo(_silence_line(one))
    else:
        note("no silence holds")
    return ExitCode.OK


def try_channel(
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="Its name in the settings.")],
    workspace: WorkspaceFolder = _FOLDER,
    json: Json = False,
) -> int:
    """Send a test message to a channel.

    Exits 0 when it was received, 3 when not.
    """
    with opened(workspace) as there:
        attempt = there.desk.test_channel(channel)
    if json:
        print_json(asdict(attempt))
    else:
        typer.echo(f"{attempt.channel}: {attempt.fate}, {attempt.detail}")
    return ExitCode.OK if attempt.fate == "delivered" else ExitCode.FAILURE


ALERTS = CommandGroup(
    name="alerts",
    help="Incidents, and the messages about them.",
    commands={
        "list": list_incidents,
        "show": show,
        "ack": acknowledge,
        "assign": assign,
        "silence": silence,
        "silences": silences,
        "test": try_channel,
    },
)


def _who(by: str | None) -> str:
    return by or getpass.getuser()


def _when(at: Any) -> str:
    return f"{at:%Y-%m-%d}"


def _told(incident: Incident, text: str, json: bool) -> int:
    if json:
        print_json(asdict(incident))
    else:
        typer.echo(text)
    return ExitCode.OK


def _listed(found: Sequence[Incident], json: bool) -> int:
    if json:
        print_json([asdict(incident) for incident in found])
    elif found:
        print_rich(_table(found))
    else:
        note("no open incident matches")
    return ExitCode.OK


def _silence_line(one: Silence) -> str:
    parts = {"model": one.model, "root": one.root, "level": one.level}
    what = ", ".join(f"{name}={value}" for name, value in parts.items() if value is not None)
    until = f"{one.until:%Y-%m-%d %H:%M} UTC"
    return f"{one.id} until {until} by {one.by}: {what or 'everything'} ({one.comment})"


def _table(found: Sequence[Incident]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in ("No", "Level", "State", "Since", "Root", "What", "Taken by"):
        table.add_column(name, overflow="fold")
    for one in found:
        state = "silenced" if one.silenced_until else str(one.state)
        table.add_row(
            str(one.id),
            str(one.level),
            "to accept" if one.new_level and not one.resolved_at else state,
            f"{one.started_at:%Y-%m-%d %H:%M}",
            Text(one.root),
            Text(one.title),
            Text(one.assignee or one.acknowledged_by or "-"),
        )
    return table
