"""One run of the command line: arguments in, exit code out, errors told in two lines."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated

import typer

from watchkeeper import __version__
from watchkeeper.cli.command_group import CommandGroup
from watchkeeper.cli.exit_code import ExitCode, code_of
from watchkeeper.errors import WatchkeeperError


def execute(
    commands: Iterable[Callable[..., int]],
    arguments: Sequence[str],
    groups: Iterable[CommandGroup] = (),
) -> int:
    """Run the one of *commands* and *groups* that *arguments* name and return its exit code.

    A deliberate error and wrong usage go to stderr as ``error:`` and ``hint:`` lines; only an
    error nobody foresaw shows its traceback.
    """
    try:
        code = _application(commands, groups)(
            arguments or ["--help"], prog_name="watchkeeper", standalone_mode=False
        )
    except WatchkeeperError as error:
        _say(str(error))
        return code_of(error)
    except typer.TyperException as error:
        _say(error.format_message().replace("Value error, ", ""))
        return ExitCode.USAGE
    except (typer.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except Exception:
        _say(f"{traceback.format_exc()}\n  hint: this is a bug of watchkeeper; please report it")
        return ExitCode.FAILURE
    return int(code or ExitCode.OK)


def _application(
    commands: Iterable[Callable[..., int]], groups: Iterable[CommandGroup]
) -> typer.Typer:
    application = _typer()
    application.callback()(_watchkeeper)
    for command in commands:
        application.command()(command)
    for group in groups:
        part = _typer()
        for name, command in group.commands.items():
            part.command(name)(command)
        application.add_typer(part, name=group.name, help=group.help)
    return application


def _typer() -> typer.Typer:
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def _watchkeeper(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=lambda asked: _version(asked),
            is_eager=True,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:
    """Watch machine-learning models: what is recorded is measured and judged.

    Exit codes: 0 ok, 1 findings at or above --fail-on, 2 wrong configuration or usage,
    3 failure, 4 nothing could be judged.
    """


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"watchkeeper {__version__}")
        raise typer.Exit


def _say(text: str) -> None:
    for line in text.splitlines():
        hint = line.removeprefix("  hint: ")
        typer.echo(f"error: {line}" if hint == line else f"hint: {hint}", err=True)
