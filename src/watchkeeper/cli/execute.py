"""One run of the command line: arguments in, exit code out, errors told in two lines."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated

import typer

from watchkeeper import __version__
from watchkeeper.cli.exit_code import ExitCode, code_of
from watchkeeper.errors import WatchkeeperError


def execute(commands: Iterable[Callable[..., int]], arguments: Sequence[str]) -> int:
    """Run the one of *commands* that *arguments* name and return its exit code.

    A deliberate error and wrong usage go to stderr as ``error:`` and ``hint:`` lines; only an
    error nobody foresaw shows its traceback.
    """
    try:
        code = _application(commands)(
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


def _application(commands: Iterable[Callable[..., int]]) -> typer.Typer:
    application = typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )
    application.callback()(_watchkeeper)
    for command in commands:
        application.command()(command)
    return application


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
